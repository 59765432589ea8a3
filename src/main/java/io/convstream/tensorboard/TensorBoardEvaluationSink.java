package io.convstream.tensorboard;

import io.convstream.evaluate.Evaluation;
import io.convstream.event.Event;
import io.convstream.network.ModelDefinition;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.tensorflow.proto.Summary;

/**
 * Writes evaluations for TensorBoard. As in the tutorial, tags refer to the EMA weights unless they name the newest.
 * Run it with parallelism 1.
 */
public final class TensorBoardEvaluationSink implements Sink<Event> {

    /** See {@link TensorBoardTrainingSink}. */
    private static final long LIMIT = 64L << 20;

    private final StoragePath folder;
    private final List<ModelDefinition> models;
    private final List<String> classes;

    /**
     * Writes to a folder, with a subfolder for each model if there are several.
     *
     * @param classes the class names in label order
     */
    public TensorBoardEvaluationSink(StoragePath folder, List<ModelDefinition> models, List<String> classes) {
        this.folder = folder;
        this.models = List.copyOf(models);
        this.classes = List.copyOf(classes);
    }

    @Override
    public SinkWriter<Event> createWriter(WriterInitContext context) {
        return new Writer(new SummaryWriters(folder, "eval", models, LIMIT, model -> List.of()), classes);
    }

    private record Writer(SummaryWriters writers, List<String> classes) implements SinkWriter<Event> {

        @Override
        public void write(Event event, Context context) throws IOException {
            Evaluation evaluation = event.evaluation();
            if (evaluation != null) {
                writers.add(evaluation.model(), evaluation.step(), evaluation.time(), summaryOf(evaluation, classes));
            }
        }

        @Override
        public void flush(boolean endOfInput) {} // write() does not buffer

        @Override
        public void close() throws IOException {
            writers.close();
        }
    }

    private static Summary summaryOf(Evaluation evaluation, List<String> classes) {
        SummaryBuilder summaries = new SummaryBuilder()
                .scalar("Precision @ 1", evaluation.ema().precision())
                .scalar("Precision @ 1 (newest weights)", evaluation.newest().precision())
                .scalar("cross_entropy", evaluation.ema().loss())
                .scalar("cross_entropy (newest weights)", evaluation.newest().loss())
                .scalar("evaluation_seconds", evaluation.seconds())
                .scalar("skipped_snapshots", (double) evaluation.skippedSnapshots());
        for (int label = 0; label < classes.size(); label++) {
            summaries.scalar("recall/" + classes.get(label), evaluation.ema().recallByClass()[label]);
        }
        return summaries.build();
    }
}
