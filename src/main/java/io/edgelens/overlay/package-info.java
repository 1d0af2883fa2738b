/** What is drawn for those who watch: labels on the picture, and the card shown when there is none. */
@org.jspecify.annotations.NullMarked
package io.edgelens.overlay;
