/** Pictures, folders and URLs, one result each. */
@org.jspecify.annotations.NullMarked
package io.edgelens.classify;
