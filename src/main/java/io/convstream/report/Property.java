package io.convstream.report;

/**
 * A row of the table of a model's properties.
 *
 * @param group the heading of the row
 */
record Property(String group, String name, String value) {}
