package io.edgelens.model;

/**
 * One output of a network, copied to the heap.
 *
 * @param values in row-major order
 * @param shape such as {@code [1, classes]}
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, from engine to task, and never kept
record Tensor(float[] values, long[] shape) {}
