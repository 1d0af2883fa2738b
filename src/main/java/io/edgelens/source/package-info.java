/** Where frames come from: devices, streams, files, pictures, the test card. */
@org.jspecify.annotations.NullMarked
package io.edgelens.source;
