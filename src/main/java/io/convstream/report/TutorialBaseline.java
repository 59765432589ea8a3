package io.convstream.report;

import io.convstream.ingest.Datasets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tutorial reached: the mark to beat. */
final class TutorialBaseline {

    /** Its precision@1 on CIFAR-10's test images after 100,000 steps. */
    static final double PRECISION = 0.86;

    private TutorialBaseline() {}

    /** The mark, where a run's images are the tutorial's; null where comparing would mean nothing. */
    static @Nullable Double precision(List<RunReport> runs) {
        boolean comparable = runs.stream().anyMatch(run -> run.classes().equals(Datasets.CIFAR10_CLASSES));
        return comparable ? PRECISION : null;
    }
}
