package io.convstream.report;

/** A held-out image that the model was wrong about, and how sure it was. */
record MisclassifiedImage(String image, String truth, String predicted, float probability) {}
