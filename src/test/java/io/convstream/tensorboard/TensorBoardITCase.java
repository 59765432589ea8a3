package io.convstream.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.convstream.event.EventRecords;
import io.convstream.event.Events;
import io.convstream.image.ImageShape;
import io.convstream.network.Histogram;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelSummary;
import io.convstream.network.ModelSummary.LayerSummary;
import io.convstream.network.ModelSummary.ParameterSummary;
import io.convstream.network.ModelSummary.PenaltyTerm;
import io.convstream.network.Presets;
import io.convstream.run.SettingChange;
import io.convstream.storage.FailingMap;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainStep;
import io.convstream.train.TrainSummary;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.Summary;

/** A job with failures writes for TensorBoard; the files are read with TensorFlow's own classes. */
class TensorBoardITCase {

    private static final long STEPS = 600;
    private static final ImageShape INPUT = new ImageShape(24, 24, 3);
    private static final List<ModelDefinition> MODELS = List.of(
            new ModelDefinition("tutorial", Presets.configuration("cifar10", INPUT, 2, 1), INPUT, 4, 1, 7, 0.9, 0));

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void run() throws Exception {
        FailingMap.failures.set(0);
        var configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, FailingMap.FAILURES);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        env.enableCheckpointing(50);
        var source = new DataGeneratorSource<>(
                step -> Events.step(step, Events.START.plusSeconds(step), 1 + 1e-3 * step),
                STEPS,
                TypeInformation.of(TrainStep.class));
        DataStream<TrainStep> steps = env.fromSource(source, WatermarkStrategy.noWatermarks(), "steps")
                .map(new FailingMap())
                .returns(TrainStep.class);
        steps.map(TensorBoardITCase::summary)
                .returns(TrainSummary.class)
                .sinkTo(new TensorBoardTrainingSink(
                        StoragePath.of(folder),
                        MODELS,
                        List.of(),
                        List.of(
                                new SettingChange("tutorial", 40, "learning rate", "0.1", "0.01"),
                                new SettingChange("another", 50, "seed", "1", "2"))));
        steps.flatMap((TrainStep step, org.apache.flink.util.Collector<io.convstream.event.Event> out) -> {
                    out.collect(io.convstream.event.Event.of(step));
                    if (step.step() == 100) {
                        out.collect(io.convstream.event.Event.of(Events.evaluation()));
                    }
                })
                .returns(io.convstream.event.Event.class)
                .sinkTo(new TensorBoardEvaluationSink(StoragePath.of(folder), MODELS, List.of("cat", "dog")));
        env.execute();
        assertThat(FailingMap.failures).hasValue(FailingMap.FAILURES);
    }

    private static TrainSummary summary(TrainStep step) {
        var histogram = new Histogram(4, -1, 2, 1.5, 5.25, new double[] {-0.5, 0, 0.5, 2.5}, new double[] {1, 0, 2, 1});
        var inside = new ModelSummary(
                List.of(new LayerSummary("conv1", 0.25, histogram, 0.002)),
                List.of(new ParameterSummary("conv1/weights", histogram, histogram)),
                List.of(new PenaltyTerm("local3/weight_loss", 2.1, 2.2)));
        float[] images = new float[2 * INPUT.size()];
        images[0] = -1;
        images[1] = 1;
        return new TrainSummary(step, inside, images);
    }

    @Test
    void everyStepIsShownOnceAndInOrderDespiteFailures() throws Exception {
        assertThat(EventRecords.steps(folder.resolve("train"), "total_loss (raw)"))
                .isEqualTo(LongStream.range(0, STEPS).boxed().toList());
        assertThat(EventRecords.all(folder.resolve("train"))).hasSizeGreaterThan((int) STEPS + 5);
        try (Stream<Path> files = Files.list(folder.resolve("train"))) {
            assertThat(files).hasSize(FailingMap.FAILURES + 1);
        }
    }

    @Test
    void summariesHaveTheTutorialsTags() throws Exception {
        Event event = at(STEPS - 1);
        assertThat(EventRecords.tags(event))
                .doesNotHaveDuplicates()
                .contains(
                        "total_loss (raw)",
                        "total_loss",
                        "cross_entropy (raw)",
                        "cross_entropy",
                        "local3/weight_loss (raw)",
                        "local3/weight_loss",
                        "learning_rate",
                        "conv1/sparsity",
                        "conv1/activations",
                        "conv1/weights",
                        "conv1/weights/gradients",
                        "images/image/0",
                        "images/image/1");
        assertThat(event.getWallTime())
                .isEqualTo((double) Events.START.plusSeconds(STEPS - 1).getEpochSecond());
        assertThat(value(event, "total_loss (raw)").getSimpleValue()).isEqualTo(1.599f);
        assertThat(value(event, "conv1/sparsity").getSimpleValue()).isEqualTo(0.25f);
        HistogramProto histogram = value(event, "conv1/activations").getHisto();
        assertThat(histogram.getBucketLimitList()).containsExactly(-0.5, 0.0, 0.5, 2.5);
        assertThat(histogram.getBucketList()).containsExactly(1.0, 0.0, 2.0, 1.0);
        assertThat(histogram.getSumSquares()).isEqualTo(5.25);
    }

    @Test
    void imagesAreTheInputOfTheNetwork() throws Exception {
        ByteString png = value(at(0), "images/image/0").getImage().getEncodedImageString();
        BufferedImage image = ImageIO.read(png.newInput());
        assertThat(image.getWidth()).isEqualTo(INPUT.width());
        assertThat(image.getHeight()).isEqualTo(INPUT.height());
        assertThat(image.getRGB(0, 0)).isEqualTo(0xFF00FF80); // −1, 1 and 0 of red, green and blue
    }

    @Test
    void everyFileBeginsWithVersionSessionGraphAndHyperparameters() throws Exception {
        List<Event> events = EventRecords.all(folder.resolve("train"));
        assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
        assertThat(events).filteredOn(Event::hasSessionLog).hasSize(FailingMap.FAILURES + 1);
        Event graph = events.stream().filter(Event::hasGraphDef).findFirst().orElseThrow();
        assertThat(org.tensorflow.proto.GraphDef.parseFrom(graph.getGraphDef()).getNodeList())
                .extracting(NodeDef::getName)
                .contains("images", "conv1/convolution", "local3/weights", "softmax_linear/dense");
        Event texts = events.stream().filter(Event::hasSummary).findFirst().orElseThrow();
        Summary.Value text = value(texts, "hyperparameters");
        assertThat(text.getMetadata().getPluginData().getPluginName()).isEqualTo("text");
        assertThat(text.getTensor().getStringVal(0).toStringUtf8()).contains("| batch-size | 4 |");
        assertThat(value(texts, "network").getTensor().getStringVal(0).toStringUtf8())
                .contains("softmax_linear");
    }

    @Test
    void settingsThatWereChangedOnResumeAreATextOfTheirModel() throws Exception {
        Event texts = EventRecords.all(folder.resolve("train")).stream()
                .filter(Event::hasSummary)
                .findFirst()
                .orElseThrow();
        assertThat(value(texts, "changed settings").getTensor().getStringVal(0).toStringUtf8())
                .contains("| 40 | learning rate | 0.1 | 0.01 |")
                .doesNotContain("seed");
    }

    @Test
    void evaluationsHaveTheTutorialsTagAndTheRecallOfEachClass() throws Exception {
        List<Event> effective = EventRecords.effective(folder.resolve("eval"));
        assertThat(effective).hasSize(1);
        Event event = effective.get(0);
        assertThat(event.getStep()).isEqualTo(Events.evaluation().step());
        assertThat(value(event, "Precision @ 1").getSimpleValue()).isEqualTo(0.86f);
        assertThat(value(event, "Precision @ 1 (newest weights)").getSimpleValue())
                .isEqualTo(0.852f);
        assertThat(value(event, "recall/cat").getSimpleValue()).isEqualTo(2 / 3f);
        assertThat(value(event, "recall/dog").getSimpleValue()).isEqualTo(1);
    }

    private static Event at(long step) throws Exception {
        return EventRecords.effective(folder.resolve("train")).stream()
                .filter(event ->
                        event.getStep() == step && EventRecords.tags(event).contains("total_loss"))
                .findFirst()
                .orElseThrow();
    }

    private static Summary.Value value(Event event, String tag) {
        return event.getSummary().getValueList().stream()
                .filter(value -> value.getTag().equals(tag))
                .findFirst()
                .orElseThrow();
    }
}
