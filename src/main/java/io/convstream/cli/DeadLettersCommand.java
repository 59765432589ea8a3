package io.convstream.cli;

import io.convstream.cli.options.CheckedCommand;
import io.convstream.cli.options.KafkaArguments;
import io.convstream.cli.options.OptionCheck;
import io.convstream.event.DeadLetterMessage;
import io.convstream.image.Framing;
import io.convstream.image.ImageSet;
import io.convstream.image.RawRecord;
import io.convstream.ingest.kafka.ImageMessage;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.TopicFeeder;
import io.convstream.ingest.kafka.TopicRange;
import io.convstream.ingest.kafka.TopicReader;
import io.convstream.prepare.PrepareOptions;
import io.convstream.prepare.RecordCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code convstream dead-letters}: lists dead letters by reason and replays those that are usable now. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        versionProvider = Convstream.Version.class,
        sortOptions = false,
        description = {
            "Lists the dead letters of a topic by reason, each with one example.",
            "With --replay, sends those that this version of convstream can use to a topic of images."
        },
        footerHeading = "%nExample%n",
        footer = "  convstream dead-letters kafka://localhost:9092/dead --replay kafka://localhost:9092/images")
final class DeadLettersCommand implements Callable<Integer>, CheckedCommand {

    @Parameters(paramLabel = "kafka://HOST:PORT/TOPIC", description = "The topic of dead letters.")
    private @Nullable String topic;

    @Option(
            names = "--replay",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description = "The topic to send the usable records to. Each call sends them again.")
    private @Nullable String replay;

    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "The number of classes: labels from N on are unusable. Default: ${DEFAULT-VALUE}.")
    private int classes = 10;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Properties of the Kafka clients, such as SASL and TLS. Never printed.")
    private @Nullable Path properties;

    @Spec
    private @Nullable CommandSpec spec;

    /** The dead letters of one reason. */
    private record Group(long letters, String example) {}

    @Override
    public List<OptionCheck> checks() {
        return List.of(OptionCheck.between("--classes", classes, 2, 1_000_000));
    }

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        KafkaTopic letters = KafkaArguments.topic("dead-letters", Objects.requireNonNull(topic), properties);
        list(letters, out);
        if (replay != null) {
            replay(letters, KafkaArguments.topic("--replay", replay, properties), out);
        }
        return 0;
    }

    private static void list(KafkaTopic letters, PrintWriter out) throws IOException {
        Map<String, Group> groups = new TreeMap<>();
        TopicRange range = TopicReader.readAll(letters, letter -> {
            String example = header(letter, DeadLetterMessage.MESSAGE) + " (" + header(letter, DeadLetterMessage.SOURCE)
                    + ", partition " + header(letter, DeadLetterMessage.PARTITION) + ", offset "
                    + header(letter, DeadLetterMessage.OFFSET) + ")";
            groups.merge(
                    header(letter, DeadLetterMessage.REASON),
                    new Group(1, example),
                    (known, more) -> new Group(known.letters() + more.letters(), known.example()));
        });
        groups.forEach((reason, group) -> out.printf("%-17s %,9d  %s%n", reason, group.letters(), group.example()));
        out.printf(
                "%-17s %,9d%n",
                "total", groups.values().stream().mapToLong(Group::letters).sum());
        range.notice(letters).ifPresent(out::println);
    }

    private void replay(KafkaTopic letters, KafkaTopic target, PrintWriter out) throws IOException {
        target.partitions(AclOperation.WRITE); // fail before anything is sent if the name is wrong
        long[] sent = new long[2];
        // Whether a record is usable does not depend on the framing.
        PrepareOptions options = PrepareOptions.unaugmented(Framing.of(32, 0, 32), classes);
        try (TopicFeeder feeder = new TopicFeeder(target);
                RecordCheck check = new RecordCheck(options)) {
            TopicReader.readAll(letters, letter -> {
                RawRecord record = ImageMessage.read(letter, 0);
                boolean usable = check.problem(record).isEmpty();
                sent[usable ? 0 : 1]++;
                if (usable) {
                    feeder.send(new ImageSet.Entry(record.format(), record.content(), record.label(), record.origin()));
                }
            });
            feeder.flush();
        }
        out.printf("Sent %,d of them to %s; %,d are still unusable.%n", sent[0], target, sent[1]);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null || header.value() == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
