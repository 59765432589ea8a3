package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.change.ChangeEvent;
import io.convstream.change.ChangeOptions;
import io.convstream.change.ClassRecall;
import io.convstream.drift.DetectorType;
import io.convstream.drift.Level;
import io.convstream.drift.RateReaction;
import io.convstream.event.Event;
import io.convstream.event.EventFiles;
import io.convstream.image.Framing;
import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.image.SkippedRecords;
import io.convstream.job.HeldOutDataset;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.prepare.Augmentation;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.PrepareOptions;
import io.convstream.storage.StoragePath;
import io.convstream.train.TrainPlan;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model learns two kinds of stripes; from the middle of the stream on, the labels are swapped. */
@Timeout(180)
final class ChangeITCase {

    private static final List<String> CLASSES = List.of("horizontal", "vertical");
    private static final int SIZE = 16;
    private static final int BATCH = 16;
    private static final int STEPS = 800;
    private static final int SWAP = 400;
    private static final double RECORDS_PER_SECOND = 4_000;

    private static final AtomicBoolean CHECKPOINT_COMPLETED = new AtomicBoolean();
    private static final AtomicBoolean FAILED = new AtomicBoolean();

    @TempDir
    private Path folder;

    @BeforeEach
    void reset() {
        CHECKPOINT_COMPLETED.set(false);
        FAILED.set(false);
    }

    @Test
    void swappedLabelsAreReportedOnceAlthoughTheJobFails() throws Exception {
        List<ChangeEvent> changes = run(SWAP, DetectorType.ADWIN);
        assertThat(FAILED).isTrue();
        assertThat(changes).hasSize(1);
        ChangeEvent change = changes.get(0);
        assertThat(change.level()).isEqualTo(Level.DRIFT);
        assertThat(change.step()).isBetween((long) SWAP, SWAP + 40L);
        assertThat(change.before()).isGreaterThan(0.8);
        assertThat(change.now()).isLessThan(0.6);
        assertThat(change.images()).isEqualTo((change.step() + 1) * BATCH);
        assertThat(change.classes()).extracting(ClassRecall::name).containsExactly("horizontal", "vertical");
        assertThat(change.classes()).allSatisfy(one -> assertThat(one.window()).isGreaterThan(one.recent() + 0.1));
    }

    @Test
    void anUnchangingStreamIsNotReported() throws Exception {
        assertThat(run(Integer.MAX_VALUE, DetectorType.ADWIN)).isEmpty();
        assertThat(FAILED).isTrue();
    }

    @Test
    void withoutADetectorNothingIsReported() throws Exception {
        assertThat(run(SWAP, DetectorType.NONE)).isEmpty();
    }

    /** Each worker computes the reaction for itself, from the steps that all of them know. */
    @Test
    void aReactionGivesTheSameBitsWithTwoWorkersAndDespiteAFailure() throws Exception {
        var reaction = new RateReaction(DetectorType.ADWIN, 3, 100);
        String twoWorkers = lastHash(train(SWAP, DetectorType.ADWIN, reaction, 2));
        assertThat(FAILED).isTrue(); // so that the next run does not fail
        List<Event> undisturbed = train(SWAP, DetectorType.ADWIN, reaction, 1);
        assertThat(twoWorkers).isEqualTo(lastHash(undisturbed));
        List<Event> usual = train(SWAP, DetectorType.ADWIN, null, 1);
        assertThat(lastHash(usual)).isNotEqualTo(twoWorkers);
        double[] rates = rates(undisturbed);
        double[] usualRates = rates(usual);
        assertThat(IntStream.range(0, STEPS).filter(step -> rates[step] != usualRates[step]))
                .hasSize(100)
                .allSatisfy(step -> assertThat(step).isBetween(SWAP, SWAP + 140))
                .allSatisfy(step -> assertThat(rates[step]).isEqualTo(3 * usualRates[step]));
    }

    /** The learning rates by step. */
    private static double[] rates(List<Event> events) {
        var rates = new double[STEPS];
        for (Event event : events) {
            if (event.step() != null) {
                rates[(int) event.step().step()] = event.step().learningRate();
            }
        }
        return rates;
    }

    private static String lastHash(List<Event> events) {
        return events.stream()
                .map(Event::evaluation)
                .filter(Objects::nonNull)
                .reduce((one, next) -> next)
                .orElseThrow()
                .parametersSha256();
    }

    /** Trains, fails once after the swap and a checkpoint, and returns the changes in the event files. */
    private List<ChangeEvent> run(int swap, DetectorType detector) throws Exception {
        return train(swap, detector, null, 1).stream()
                .filter(event -> event.change() != null)
                .map(Event::change)
                .toList();
    }

    /** Trains, fails once after the swap and a checkpoint unless that has happened, and returns the events. */
    private List<Event> train(int swap, DetectorType detector, @Nullable RateReaction reaction, int workers)
            throws Exception {
        Framing framing = Framing.of(SIZE, 0, SIZE);
        String network = Presets.configuration("tiny", framing.crop(), CLASSES.size(), 1);
        var model = ModelDefinition.of(
                "stripes",
                network,
                framing,
                BATCH,
                2,
                1,
                Hyperparameters.fast(BATCH, STEPS).withLearningRate(0.001));
        var options = new JobOptions(
                List.of(TrainPlan.of(model, STEPS).reacting(reaction)),
                workers,
                1,
                1,
                SkippedRecords.NONE,
                new ChangeOptions(detector, CLASSES, false));
        var prepare = new PrepareOptions(framing, Augmentation.LIGHT, 1, CLASSES.size());
        var heldOut = new HeldOutDataset(ImageSet.of(CLASSES, 10, ChangeITCase::draw), prepare);

        var configuration = new Configuration();
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, options.slots());
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        env.enableCheckpointing(200);
        var files = StoragePath.of(folder.resolve("events " + workers + reaction));
        Pipeline.define(env, options, prepare, in -> source(in, swap), heldOut, new Files(files));
        env.execute("stripes");

        List<Event> events = new ArrayList<>();
        EventFiles.read(files, events::add);
        assertThat(events.stream().filter(event -> event.step() != null)).hasSize(STEPS);
        return events;
    }

    private static DataStream<RawRecord> source(StreamExecutionEnvironment env, int swap) {
        var images = new DataGeneratorSource<RawRecord>(
                number -> {
                    ImageSet.Entry image = draw(number);
                    boolean swapped = number >= (long) swap * BATCH;
                    int label = swapped ? 1 - image.label() : image.label();
                    return new ImageSet.Entry(image.format(), image.content(), label, image.origin())
                            .numbered(number, 0);
                },
                STEPS * BATCH,
                RateLimiterStrategy.perSecond(RECORDS_PER_SECOND),
                TypeInformation.of(RawRecord.class));
        return env.fromSource(images, WatermarkStrategy.noWatermarks(), "stripes")
                .uid("stripes")
                .setParallelism(1)
                .map(new FailOnce())
                .returns(RawRecord.class)
                .uid("fail-once")
                .setParallelism(1);
    }

    /** Fails at the first record of the last 300 steps for which a checkpoint has completed. */
    private static final class FailOnce implements MapFunction<RawRecord, RawRecord>, CheckpointListener {

        private static final long serialVersionUID = 1;

        @Override
        public RawRecord map(RawRecord image) {
            if (image.sequence() > (STEPS - 300) * BATCH
                    && CHECKPOINT_COMPLETED.get()
                    && FAILED.compareAndSet(false, true)) {
                throw new IllegalStateException("the fault of this test");
            }
            return image;
        }

        @Override
        public void notifyCheckpointComplete(long checkpoint) {
            CHECKPOINT_COMPLETED.set(true);
        }
    }

    private static ImageSet.Entry draw(long number) {
        int label = (int) (number % CLASSES.size());
        var image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIZE * SIZE; i++) {
            int across = label == 0 ? i / SIZE : i % SIZE;
            image.setRGB(i % SIZE, i / SIZE, (across + number) / 3 % 2 == 0 ? 0x204080 : 0xE0C040);
        }
        var png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ImageSet.Entry(
                RecordFormat.ENCODED, png.toByteArray(), label, new Origin("stripes", -1, number, -1));
    }

    private record Files(StoragePath folder) implements PipelineSinks {

        @Override
        public void events(DataStream<Event> events) {
            events.sinkTo(EventFiles.sink(folder, "run", 1))
                    .name("files")
                    .uid("files")
                    .setParallelism(1);
        }

        @Override
        public void deadLetters(DataStream<DeadLetter> deadLetters) {
            deadLetters.sinkTo(new DiscardingSink<>()).name("bad").uid("bad").setParallelism(1);
        }
    }
}
