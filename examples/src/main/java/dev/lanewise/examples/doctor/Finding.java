package dev.lanewise.examples.doctor;

/**
 * Something that makes programs slow.
 *
 * @param what a clause that says it, with the numbers
 * @param remedy the one line that mends it
 */
record Finding(String what, String remedy) {}
