package io.convstream.console;

import io.convstream.event.Event;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Prints events on the console. Run it with parallelism 1. */
public final class ConsoleSink implements Sink<Event> {

    private final int every;
    private final int models;
    private final long steps;
    private final int epochs;

    /**
     * Creates the console of a run.
     *
     * @param every the number of steps between lines
     * @param models the number of models
     * @param steps the total steps of all models; 0 if unknown
     * @param epochs 0 if unknown
     */
    public ConsoleSink(int every, int models, long steps, int epochs) {
        this.every = every;
        this.models = models;
        this.steps = steps;
        this.epochs = epochs;
    }

    @Override
    public SinkWriter<Event> createWriter(WriterInitContext context) {
        return new Writer(Console.standard(every, models, steps, epochs));
    }

    private record Writer(Console console) implements SinkWriter<Event> {

        @Override
        public void write(Event event, Context context) {
            if (event.step() != null) {
                console.step(event.step());
            }
            if (event.evaluation() != null) {
                console.evaluation(event.evaluation());
            }
            if (event.failure() != null) {
                console.failure(event.failure());
            }
            if (event.change() != null) {
                console.change(event.change());
            }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {
            console.close();
        }
    }
}
