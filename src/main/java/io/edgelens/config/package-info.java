/** Typed reading of a configuration map; every problem reported at once. */
@org.jspecify.annotations.NullMarked
package io.edgelens.config;
