/** One picture from a camera, its pixels on demand, and the JPEG codec. */
@org.jspecify.annotations.NullMarked
package io.edgelens.frame;
