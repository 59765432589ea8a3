package io.convstream.report;

/** A misclassified held-out image and the probability of the predicted class. */
record MisclassifiedImage(String image, String truth, String predicted, float probability) {}
