/** The one connection to the Greengrass nucleus. */
@org.jspecify.annotations.NullMarked
package io.edgelens.greengrass;
