package io.edgelens.train;

/**
 * Pictures to learn from, and what to answer to them. The arrays belong to whoever holds the batch.
 *
 * @param count how many pictures
 * @param size their width and height
 * @param pictures [count, 3, size, size], normalised
 * @param targets [count, classes], the probability each class ought to get
 * @param features [count, features], what the teacher sees in the pictures; empty without a teacher
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Batch(int count, int size, float[] pictures, float[] targets, float[] features) {}
