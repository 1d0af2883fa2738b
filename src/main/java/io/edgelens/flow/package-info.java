/** How things move between threads: the newest-wins slot, the worker thread, the ordered end, the clock. */
@org.jspecify.annotations.NullMarked
package io.edgelens.flow;
