/** An observation as bytes on the wire. */
@org.jspecify.annotations.NullMarked
package io.edgelens.format;
