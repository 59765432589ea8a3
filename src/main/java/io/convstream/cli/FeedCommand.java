package io.convstream.cli;

import io.convstream.cli.options.CheckedCommand;
import io.convstream.cli.options.DatasetLoader;
import io.convstream.cli.options.KafkaArguments;
import io.convstream.cli.options.OptionCheck;
import io.convstream.console.ProgressLine;
import io.convstream.image.ImageSet;
import io.convstream.ingest.dataset.CorruptRecords;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.TopicFeeder;
import io.convstream.prepare.FeedFormat;
import io.convstream.prepare.ImageConverter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import me.tongfei.progressbar.ProgressBar;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convstream feed}: sends images from files to a topic. */
@Command(
        name = "feed",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        sortOptions = false,
        description = "Publishes labeled images to a Kafka topic, for train --source.",
        footerHeading = "%nExamples%n",
        footer = {
            "  convstream feed --to kafka://localhost:9092/images --create 1",
            "  convstream feed --data images --to kafka://localhost:9092/images --rate 500 --repeat 10"
        })
final class FeedCommand implements Callable<Integer>, CheckedCommand {

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            description = "The images, as for train; their training part is sent. Default: as for train.")
    private @Nullable String data;

    @Option(names = "--held-out", description = "Send the held-out part instead, for train --evaluate-data.")
    private boolean heldOut;

    @Option(
            names = "--val-split",
            paramLabel = "FRACTION",
            description = "Hold out this fraction of the training images, as train does: they are not sent, or with "
                    + "--held-out only they are. Default: all training images are sent.")
    private @Nullable Double valSplit;

    @Option(
            names = "--to",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            required = true,
            description = "The topic to send to.")
    private @Nullable String to;

    @Option(
            names = "--create",
            paramLabel = "PARTITIONS",
            description = "Create the topic with this number of partitions if it does not exist. With 1 partition a "
                    + "run can be reproduced to the bit; more share the load among brokers.")
    private @Nullable Integer create;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "The format of a message, one of ${COMPLETION-CANDIDATES}: the CIFAR record (3 kB, the "
                    + "fastest; 32x32 images only), or a JPEG (quality 0.95) or PNG file. Images that cannot be "
                    + "converted are skipped and counted. Default: the format of the files.")
    private @Nullable FeedFormat format;

    @Option(names = "--rate", paramLabel = "N", description = "At most N messages per second. Default: no limit.")
    private @Nullable Integer rate;

    @Option(names = "--repeat", paramLabel = "N", description = "Send all images N times. Default: ${DEFAULT-VALUE}.")
    private int repeat = 1;

    @Option(
            names = "--corrupt",
            paramLabel = "RATIO",
            description = "Also send corrupt records of every kind, RATIO for each good one, to try out dead letters: "
                    + "0.01 adds one per hundred, 1 one per good record. Default: 0.")
    private double corrupt;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Properties of the Kafka client, such as SASL and TLS. Never printed.")
    private @Nullable Path properties;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public List<OptionCheck> checks() {
        return List.of(
                OptionCheck.between("--create", create, 1, 10_000),
                OptionCheck.fraction("--val-split", valSplit),
                OptionCheck.atLeast("--rate", rate, 1),
                OptionCheck.atLeast("--repeat", repeat, 1),
                OptionCheck.mustBe("--corrupt", corrupt, corrupt >= 0 && corrupt <= 1_000, "a number from 0 to 1,000"));
    }

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        KafkaTopic topic = KafkaArguments.topic("--to", Objects.requireNonNull(to), properties);
        if (create != null) {
            topic.create(create);
        }
        topic.partitions(AclOperation.WRITE); // fail before the progress bar if the address or the name is wrong
        ImageSet images = DatasetLoader.toFeed(data, heldOut, valSplit, out);
        long start = System.nanoTime();
        Sent sent;
        try (ImageConverter converter = new ImageConverter(format);
                TopicFeeder feeder = new TopicFeeder(topic)) {
            sent = send(images, feeder, converter);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        out.printf(
                "Sent %,d messages to %s in %.1f s, %,.0f a second.%n",
                sent.messages(), topic, seconds, sent.messages() / seconds);
        sent.skipped().forEach(out::println);
        return sent.messages() > 0 ? 0 : 1;
    }

    /** @param skipped a sentence for each kind of image that was not sent */
    private record Sent(long messages, List<String> skipped) {}

    private Sent send(ImageSet images, TopicFeeder feeder, ImageConverter converter) throws IOException {
        long sent = 0;
        try (ImageSet.Reader reader = images.open();
                ProgressBar bar = ProgressLine.start("Feeding", " images", images.size() * repeat)) {
            CorruptRecords corrupted = new CorruptRecords();
            long start = System.nanoTime();
            double owed = 0;
            for (long index = 0; index < images.size() * repeat; index++) {
                ImageSet.Entry image = reader.read(index % images.size());
                Optional<ImageSet.Entry> message = converter.convert(image);
                if (message.isPresent()) {
                    waitFor(start, sent++);
                    feeder.send(message.get(), images.classNames());
                }
                for (owed += corrupt; owed >= 1; owed--) {
                    waitFor(start, sent++);
                    feeder.send(corrupted.next(image));
                }
                bar.step();
            }
            feeder.flush();
        }
        List<String> skipped = new ArrayList<>();
        if (converter.skipped() > 0) {
            skipped.add(String.format(
                    Locale.ROOT,
                    "Skipped %,d images that cannot be %s; the first: %s.",
                    converter.skipped(),
                    format == null ? "read" : "sent as " + format,
                    converter.firstProblem().orElseThrow()));
        }
        if (feeder.tooLarge() > 0) {
            skipped.add(String.format(
                    Locale.ROOT,
                    "Skipped %,d images that are larger than the topic allows (max.message.bytes); the first: %s.",
                    feeder.tooLarge(),
                    feeder.firstTooLarge().orElseThrow()));
        }
        return new Sent(sent - feeder.tooLarge(), skipped);
    }

    /** Blocks until the message is due at {@code --rate}. */
    private void waitFor(long start, long message) {
        if (rate != null) {
            long due = start + message * 1_000_000_000L / rate;
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
        }
    }
}
