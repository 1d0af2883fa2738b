/** What is right and what is not on this machine, and the command that mends it. */
@org.jspecify.annotations.NullMarked
package io.edgelens.doctor;
