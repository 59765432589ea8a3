package io.convstream.report;

/**
 * A line of the table that tells what a model is.
 *
 * @param group lines that belong together
 */
record Property(String group, String name, String value) {}
