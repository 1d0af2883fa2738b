/** The verb {@code edgelens train}: a classifier from a folder of pictures per class. */
@NullMarked
package io.edgelens.train;

import org.jspecify.annotations.NullMarked;
