package io.convstream.report;

/** A held-out picture that the model was wrong about, and how sure it was. */
record Mistake(String picture, String truth, String predicted, float probability) {}
