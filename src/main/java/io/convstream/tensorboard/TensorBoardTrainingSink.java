package io.convstream.tensorboard;

import io.convstream.image.ImageShape;
import io.convstream.modelstore.ModelStore;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelSummary.LayerSummary;
import io.convstream.network.ModelSummary.ParameterSummary;
import io.convstream.network.ModelSummary.PenaltyTerm;
import io.convstream.run.SettingChange;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainStep;
import io.convstream.train.TrainSummary;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** Writes summaries of training for TensorBoard, with the tutorial's tags. Run it with parallelism 1. */
public final class TensorBoardTrainingSink implements Sink<TrainSummary> {

    /**
     * Bytes of the complete files of all models; with those of evaluations half a gigabyte. TensorBoard shows 1000 scalars
     * and 500 histograms of a tag unless it is started with others, which are a fraction of this.
     */
    private static final long LIMIT = 448L << 20;

    private final StoragePath folder;
    private final List<ModelDefinition> models;
    private final List<String> origins;
    private final List<SettingChange> changes;

    public TensorBoardTrainingSink(StoragePath folder, List<ModelDefinition> models) {
        this(folder, models, List.of(), List.of());
    }

    /**
     * Writes to a folder, with a subfolder for each model if there are several.
     *
     * @param origins describe what the run started from
     * @param changes settings that were changed on resume
     */
    public TensorBoardTrainingSink(
            StoragePath folder, List<ModelDefinition> models, List<String> origins, List<SettingChange> changes) {
        this.folder = folder;
        this.models = List.copyOf(models);
        this.origins = List.copyOf(origins);
        this.changes = List.copyOf(changes);
    }

    @Override
    public SinkWriter<TrainSummary> createWriter(WriterInitContext context) {
        return new Writer(
                new SummaryWriters(folder, "train", models, LIMIT, definition -> head(definition, origins, changes)));
    }

    private record Writer(SummaryWriters writers) implements SinkWriter<TrainSummary> {

        @Override
        public void write(TrainSummary summary, Context context) throws IOException {
            TrainStep step = summary.step();
            writers.add(step.model(), step.step(), step.time(), summaryOf(summary, writers.input(step.model())));
        }

        @Override
        public void flush(boolean endOfInput) {} // write() does not buffer

        @Override
        public void close() throws IOException {
            writers.close();
        }
    }

    private static List<Event> head(ModelDefinition definition, List<String> origins, List<SettingChange> changes) {
        String options = ModelStore.options(definition).entrySet().stream()
                .map(option -> "| " + option.getKey() + " | " + option.getValue() + " |\n")
                .sorted()
                .collect(Collectors.joining());
        String startedFrom = origins.stream()
                .map(origin -> "| started from | " + origin + " |\n")
                .collect(Collectors.joining());
        SummaryBuilder texts = new SummaryBuilder()
                .text("hyperparameters", "| option | value |\n| --- | --- |\n" + options + startedFrom)
                .text("network", "```\n" + definition.configuration() + "\n```");
        String changed = changes.stream()
                .filter(change -> change.model().equals(definition.name()))
                .map(change -> String.format(
                        "| %d | %s | %s | %s |\n", change.step(), change.setting(), change.was(), change.is()))
                .collect(Collectors.joining());
        if (!changed.isEmpty()) {
            texts.text(
                    "changed settings", "| step | setting | before | after |\n| --- | --- | --- | --- |\n" + changed);
        }
        return List.of(
                Event.newBuilder()
                        .setGraphDef(NetworkGraph.of(definition).toByteString())
                        .build(),
                Event.newBuilder().setSummary(texts.build()).build());
    }

    private static Summary summaryOf(TrainSummary summary, ImageShape input) {
        TrainStep step = summary.step();
        SummaryBuilder summaries = new SummaryBuilder()
                .scalar("total_loss (raw)", step.loss())
                .scalar("total_loss", step.emaLoss())
                .scalar("cross_entropy (raw)", step.crossEntropy())
                .scalar("cross_entropy", step.emaCrossEntropy());
        for (PenaltyTerm term : summary.model().penalties()) {
            summaries.scalar(term.name() + " (raw)", term.value()).scalar(term.name(), term.ema());
        }
        summaries
                .scalar("learning_rate", step.learningRate())
                .scalar("gradient_norm", step.gradientNorm())
                .scalar("Precision @ 1 (batch)", step.precision())
                .scalar("images_per_second", step.imagesPerSecond())
                .scalar("epoch", step.epoch());
        for (LayerSummary layer : summary.model().layers()) {
            summaries
                    .scalar(layer.name() + "/sparsity", layer.sparsity())
                    .scalar(layer.name() + "/update_ratio", layer.updateRatio())
                    .histogram(layer.name() + "/activations", layer.activations());
        }
        for (ParameterSummary parameter : summary.model().parameters()) {
            summaries
                    .histogram(parameter.name(), parameter.values())
                    .histogram(parameter.name() + "/gradients", parameter.gradients());
        }
        for (int from = 0; from < summary.images().length; from += input.size()) {
            float[] image = Arrays.copyOfRange(summary.images(), from, from + input.size());
            summaries.image("images/image/" + from / input.size(), image, input);
        }
        return summaries.build();
    }
}
