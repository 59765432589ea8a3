package io.convstream.storage;

import io.convstream.train.TrainStep;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/**
 * Map that sleeps, so that checkpoints complete, some of them without events, and that fails {@value #FAILURES} times
 * between checkpoints.
 */
public final class FailingMap extends RichMapFunction<TrainStep, TrainStep> implements CheckpointListener {

    public static final int FAILURES = 3;
    public static final AtomicInteger failures = new AtomicInteger();

    private int completed;
    private int since;

    @Override
    public TrainStep map(TrainStep step) throws InterruptedException {
        Thread.sleep(step.step() % 200 == 150 ? 300 : 2);
        since++;
        if (completed >= 2 && since >= 5 && failures.get() < FAILURES) {
            failures.incrementAndGet();
            throw new IllegalStateException("injected");
        }
        return step;
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
        completed++;
        since = 0;
    }
}
