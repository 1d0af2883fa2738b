/** An edge camera that knows a cat from a dog, and knows when it sees neither. */
@org.jspecify.annotations.NullMarked
package io.edgelens;
