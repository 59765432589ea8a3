package io.convstream;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.drift.DetectorType;
import io.convstream.evaluate.EvaluatedModel;
import io.convstream.event.Event;
import io.convstream.event.ServiceEvent;
import io.convstream.image.Framing;
import io.convstream.image.ImageSet;
import io.convstream.image.RawRecord;
import io.convstream.job.HeldOutDataset;
import io.convstream.labels.Label;
import io.convstream.labels.LabelOptions;
import io.convstream.labels.LabelStream;
import io.convstream.labels.LabeledImage;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.prepare.Augmentation;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.PrepareOptions;
import io.convstream.rollout.ServedModel;
import io.convstream.rollout.Signal;
import io.convstream.serve.ImageRequest;
import io.convstream.serve.Prediction;
import io.convstream.serve.ServeOptions;
import io.convstream.serve.ServeOptions.ForLabels;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainPlan;
import io.convstream.train.TrainSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** The diagram and the package table of ARCHITECTURE.md are those of the code. */
final class ArchitecturePageTest {

    private static final Path PAGE = Path.of("ARCHITECTURE.md");
    private static final Path MAIN = Path.of("src/main/java/io/convstream");
    private static final String ROOT = "(root)";

    private static final Pattern EDGE = Pattern.compile("(?m)^ +([\\w-]+) -->(?:\\|[^|]*\\|)? ([\\w-]+)$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[a-z0-9.]+`|\\(root\\)) \\|[^|]*\\| ([^|]*)\\|$");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9.]+)`|(\\(root\\))");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?io\\.convstream\\.((?:[a-z]\\w*\\.)*)[A-Z]");

    @Test
    void theDiagramIsTheStreamGraph() throws IOException {
        Set<String> drawn = EDGE.matcher(Files.readString(PAGE))
                .results()
                .map(edge -> edge.group(1) + " -> " + edge.group(2))
                .collect(toCollection(TreeSet::new));
        Set<String> defined = edges(graph());
        defined.addAll(edges(serveGraph()));
        assertThat(drawn).isEqualTo(defined);
    }

    private static StreamGraph serveGraph() {
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        StoragePath run = StoragePath.of(Path.of("run"));
        List<ServedModel> models = List.of(new ServedModel("m", List.of("a", "b"), Framing.of(8, 0, 8)));
        ServePipeline.define(
                env,
                new ServeOptions(run, models, 1, 1, Duration.ofMillis(1), 1, 100, ForLabels.IMAGES),
                1,
                nothing(ImageRequest.class),
                nothing(Signal.class),
                new LabelStream(
                        nothing(Label.class), new LabelOptions(models, Duration.ofHours(1), 1, DetectorType.ADWIN)),
                new DiscardingServeSinks());
        return env.getStreamGraph();
    }

    /** Sinks named as in the diagram. */
    private record DiscardingServeSinks() implements ServeSinks {

        @Override
        public void predictions(DataStream<Prediction> predictions) {
            predictions.sinkTo(new DiscardingSink<>()).name("predictions");
        }

        @Override
        public void events(DataStream<ServiceEvent> events) {
            events.sinkTo(new DiscardingSink<>()).name("service events");
        }

        @Override
        public void deadLetters(DataStream<DeadLetter> deadLetters) {
            deadLetters.sinkTo(new DiscardingSink<>()).name("rejected");
        }

        @Override
        public void labeledImages(DataStream<LabeledImage> images) {
            images.sinkTo(new DiscardingSink<>()).name("labeled images");
        }
    }

    private static <T> Source<T, ?, ?> nothing(Class<T> type) {
        return new DataGeneratorSource<>(
                number -> {
                    throw new AssertionError("nothing runs");
                },
                1,
                TypeInformation.of(type));
    }

    private static StreamGraph graph() {
        Framing framing = Framing.of(8, 0, 8);
        List<String> classes = List.of("a", "b");
        String network = Presets.configuration("tiny", framing.crop(), classes.size(), 1);
        var model = ModelDefinition.of("m", network, framing, 2, 1, 1, Hyperparameters.fast(2, 1));
        var prepare = new PrepareOptions(framing, Augmentation.NONE, 1, classes.size());
        var images = ImageSet.of(classes, 1, number -> {
            throw new AssertionError("nothing runs");
        });
        var env = StreamExecutionEnvironment.getExecutionEnvironment();
        Pipeline.define(
                env,
                new JobOptions(List.of(TrainPlan.of(model, 1)), 1, 1),
                prepare,
                ArchitecturePageTest::source,
                new HeldOutDataset(images, prepare),
                new Sinks());
        return env.getStreamGraph();
    }

    private static DataStream<RawRecord> source(StreamExecutionEnvironment env) {
        return env.fromSource(nothing(RawRecord.class), WatermarkStrategy.noWatermarks(), "source")
                .setParallelism(1);
    }

    /** Sinks named as in the diagram. */
    private record Sinks() implements PipelineSinks {

        @Override
        public void events(DataStream<Event> events) {
            events.sinkTo(new DiscardingSink<>()).name("events");
        }

        @Override
        public void summaries(DataStream<TrainSummary> summaries) {
            summaries.sinkTo(new DiscardingSink<>()).name("summaries");
        }

        @Override
        public DataStream<Event> models(DataStream<EvaluatedModel> evaluated) {
            return evaluated
                    .map(model -> Event.of(model.evaluation()))
                    .returns(Event.class)
                    .name("models");
        }

        @Override
        public void deadLetters(DataStream<DeadLetter> deadLetters) {
            deadLetters.sinkTo(new DiscardingSink<>()).name("dead letters");
        }
    }

    private static Set<String> edges(StreamGraph graph) {
        return graph.getStreamNodes().stream()
                .flatMap(node -> node.getOutEdges().stream())
                .map(edge -> name(graph.getStreamNode(edge.getSourceId())) + " -> "
                        + name(graph.getStreamNode(edge.getTargetId())))
                .collect(toCollection(TreeSet::new));
    }

    /** Flink calls the operator of a source "Source: NAME", that of a sink "NAME: Writer". */
    private static String name(StreamNode node) {
        return node.getOperatorName().replaceAll("^Source: |: Writer$", "").replace(' ', '-');
    }

    @Test
    void theTableHoldsTheDependenciesOfEachPackage() throws IOException {
        assertThat(table()).containsExactlyInAnyOrderEntriesOf(dependencies());
    }

    @Test
    void packagesUseOnlyPackagesAboveThemInTheTable() throws IOException {
        Set<String> above = new TreeSet<>();
        table().forEach((name, uses) -> {
            assertThat(above).as("above %s", name).containsAll(uses);
            above.add(name);
        });
    }

    private static Map<String, Set<String>> table() throws IOException {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> table.put(names(row.group(1)).iterator().next(), names(row.group(2))));
        return table;
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .map(name -> name.group(1) == null ? ROOT : name.group(1))
                .collect(toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> dependencies() throws IOException {
        Map<String, Set<String>> dependencies = new TreeMap<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String name = MAIN.relativize(file.getParent()).toString().replace('/', '.');
                Set<String> uses = dependencies.computeIfAbsent(name.isEmpty() ? ROOT : name, any -> new TreeSet<>());
                IMPORT.matcher(Files.readString(file))
                        .results()
                        .map(used ->
                                used.group(1).isEmpty() ? ROOT : used.group(1).replaceAll("\\.$", ""))
                        .forEach(uses::add);
            }
        }
        dependencies.forEach((name, uses) -> uses.remove(name));
        return dependencies;
    }
}
