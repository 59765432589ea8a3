package io.convstream.report;

import io.convstream.ingest.Datasets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The precision@1 of TensorFlow's CIFAR-10 tutorial, as a baseline. */
final class TutorialBaseline {

    /** On CIFAR-10's test images after 100,000 steps. */
    static final double PRECISION = 0.86;

    private TutorialBaseline() {}

    /** Returns the baseline if a run uses the tutorial's images, else null. */
    static @Nullable Double precision(List<RunReport> runs) {
        boolean comparable = runs.stream().anyMatch(run -> run.classes().equals(Datasets.CIFAR10_CLASSES));
        return comparable ? PRECISION : null;
    }
}
