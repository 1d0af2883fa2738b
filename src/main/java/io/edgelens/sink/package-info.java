/** Where finished pictures go. */
@org.jspecify.annotations.NullMarked
package io.edgelens.sink;
