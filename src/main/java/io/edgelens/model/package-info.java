/** What looks at a frame and says what it sees: model directories, engines, tasks. */
@org.jspecify.annotations.NullMarked
package io.edgelens.model;
