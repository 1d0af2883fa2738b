/** Where results go, and how often. */
@org.jspecify.annotations.NullMarked
package io.edgelens.publish;
