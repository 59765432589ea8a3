package io.convstream.report;

/** tmp */
final class PrecisionPicture {
    static final double TUTORIAL = 0.86;

    private PrecisionPicture() {}
}
