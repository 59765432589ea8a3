package io.convstream.example;

import io.convstream.JobOptions;
import io.convstream.Pipeline;
import io.convstream.PipelineSinks;
import io.convstream.event.Event;
import io.convstream.image.Framing;
import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.job.HeldOutDataset;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Presets;
import io.convstream.prepare.Augmentation;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.PrepareOptions;
import io.convstream.train.TrainPlan;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.PrintSink;

/** A Flink program with its own source and sinks: it trains a model to separate horizontal from vertical stripes. */
public final class StripesJob {

    private static final List<String> CLASSES = List.of("horizontal", "vertical");
    private static final int SIZE = 16;
    private static final int BATCH_SIZE = 32;
    private static final int STEPS = 200;
    private static final long SEED = 1;

    public static void main(String[] args) throws Exception {
        Framing framing = Framing.of(SIZE, 0, SIZE);
        String network = Presets.configuration("tiny", framing.crop(), CLASSES.size(), SEED);
        Hyperparameters training = Hyperparameters.fast(BATCH_SIZE, STEPS);
        var model = ModelDefinition.of("stripes", network, framing, BATCH_SIZE, 1, SEED, training);
        var options = new JobOptions(List.of(TrainPlan.of(model, STEPS)), 2, 1);
        var prepare = new PrepareOptions(framing, Augmentation.LIGHT, SEED, CLASSES.size());
        var heldOut = new HeldOutDataset(ImageSet.of(CLASSES, 100, number -> draw(1_000_000 + number)), prepare);

        var configuration = new Configuration();
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, options.slots()); // of a local run
        var env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1); // of the operators below, which keeps the order of events
        env.enableCheckpointing(1_000); // each completed checkpoint is evaluated
        Pipeline.define(env, options, prepare, StripesJob::source, heldOut, new Printed());
        env.execute("stripes");
    }

    private static DataStream<RawRecord> source(StreamExecutionEnvironment env) {
        var images = new DataGeneratorSource<>(
                number -> draw(number).numbered(number, 0), STEPS * BATCH_SIZE, TypeInformation.of(RawRecord.class));
        return env.fromSource(images, WatermarkStrategy.noWatermarks(), "stripes")
                .uid("stripes")
                .setParallelism(1);
    }

    /** Draws an image as a PNG file; a JPEG, GIF or BMP file would do as well. */
    private static ImageSet.Entry draw(long number) throws IOException {
        int label = (int) (number % CLASSES.size());
        var image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIZE * SIZE; i++) {
            int across = label == 0 ? i / SIZE : i % SIZE;
            image.setRGB(i % SIZE, i / SIZE, (across + number) / 3 % 2 == 0 ? 0x204080 : 0xE0C040);
        }
        var png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return new ImageSet.Entry(
                RecordFormat.ENCODED, png.toByteArray(), label, new Origin("stripes", -1, number, -1));
    }

    /** Prints evaluations and bad records. */
    private record Printed() implements PipelineSinks {

        @Override
        public void events(DataStream<Event> events) {
            print(
                    "evaluations",
                    events.filter(event -> event.evaluation() != null)
                            .map(event -> "step %d: accuracy %.3f"
                                    .formatted(
                                            event.evaluation().step(),
                                            event.evaluation().newest().precision()))
                            .returns(Types.STRING));
        }

        @Override
        public void deadLetters(DataStream<DeadLetter> deadLetters) {
            print("bad records", deadLetters.map(DeadLetter::message).returns(Types.STRING));
        }

        private static void print(String name, DataStream<String> lines) {
            lines.sinkTo(new PrintSink<>()).name(name).uid(name).setParallelism(1);
        }
    }
}
