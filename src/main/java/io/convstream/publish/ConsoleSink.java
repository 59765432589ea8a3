package io.convstream.publish;

import io.convstream.train.TrainStep;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Prints events as they happen: every so many steps a line, every evaluation, every failure. */
public final class ConsoleSink implements Sink<Event> {

    private final boolean manyModels;
    private final long every;

    /** @param every print each step whose number is a multiple of it */
    public ConsoleSink(boolean manyModels, long every) {
        this.manyModels = manyModels;
        this.every = every;
    }

    @Override
    public SinkWriter<Event> createWriter(WriterInitContext context) {
        return new Writer(new ConsoleLines(manyModels), System.out);
    }

    private final class Writer implements SinkWriter<Event> {

        private final ConsoleLines lines;
        private final PrintStream out;
        private final Map<String, TrainStep> lastPrinted = new HashMap<>();

        Writer(ConsoleLines lines, PrintStream out) {
            this.lines = lines;
            this.out = out;
        }

        @Override
        public void write(Event event, Context context) {
            if (event.step() != null && event.step().step() % every == 0) {
                out.println(lines.step(event.step(), imagesPerSecond(event.step())));
            }
            if (event.evaluation() != null) {
                out.println(lines.evaluation(event.evaluation()));
            }
            if (event.failure() != null) {
                out.println(event.failure().sentence());
            }
        }

        private double imagesPerSecond(TrainStep step) {
            TrainStep before = lastPrinted.put(step.model(), step);
            if (before == null) {
                return step.imagesPerSecond();
            }
            double seconds = (step.time().toEpochMilli() - before.time().toEpochMilli()) / 1e3;
            return (step.images() - before.images()) / Math.max(seconds, 1e-3);
        }

        @Override
        public void flush(boolean endOfInput) {
            out.flush();
        }

        @Override
        public void close() {}
    }
}
