package io.convstream.cli.options;

import io.convstream.event.EventMessage;
import io.convstream.failure.Reason;
import io.convstream.failure.UsageException;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.StartOffsets;
import io.convstream.ingest.kafka.TopicClasses;
import io.convstream.ingest.kafka.TopicRange;
import io.convstream.job.KafkaOutputs;
import io.convstream.job.TrainingStream;
import io.convstream.storage.TextFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Kafka as the place that images come from and that events go to. */
public final class KafkaArguments {

    /** Where a bounded run ends. */
    enum Until {
        latest
    }

    /** How often an event may stand in its topic. */
    enum Delivery {
        exactly_once,
        at_least_once
    }

    @Option(
            names = "--source",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description = "Learn from the messages of a topic; --data or --evaluate-data then give only the held-out "
                    + "images and the number of classes. See docs/kafka.md for the form of a message.")
    @Nullable
    String source;

    @Option(
            names = "--from",
            paramLabel = "OFFSET",
            description = "Where reading begins: earliest, latest, committed (what the consumer group, group.id in "
                    + "--kafka-properties, has not trained yet) or a time such as 2026-11-25T08:00:00Z. Default: "
                    + "${DEFAULT-VALUE}.")
    String from = "earliest";

    @Option(
            names = "--bounded",
            paramLabel = "latest",
            description = "End with what is the newest message at the start; --epochs then says how often the range is "
                    + "read (default: once). Without it the job reads for ever, or until --steps.")
    @Nullable
    Until until;

    @Option(
            names = "--shuffle-buffer",
            paramLabel = "N",
            description =
                    "How many records wait in the buffer that mixes a topic; it is part of each checkpoint, 3 kB "
                            + "a record. 1: the order of the topic. A resumed run may change it. Default: ${DEFAULT-VALUE}, the tutorial's.")
    int shuffleBuffer = 20_000;

    @Option(
            names = "--events",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description = "Send every step and evaluation to a topic too, as JSON; it is made where it isn't there.")
    @Nullable
    String events;

    @Option(
            names = "--dead-letters",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description = "Send records that can't be used to a topic too: their bytes, with the reason and where they "
                    + "came from as headers.")
    @Nullable
    String deadLetters;

    @Option(
            names = "--delivery",
            paramLabel = "HOW",
            description =
                    "exactly_once: events and dead letters appear in their topics with the checkpoint that covers "
                            + "them, and readers need isolation.level=read_committed; at_least_once: they appear at once, and "
                            + "some twice after a failure. Default: ${DEFAULT-VALUE}.")
    Delivery delivery = Delivery.exactly_once;

    @Option(
            names = {"--kafka-properties", "--source-properties"},
            paramLabel = "FILE",
            description = "Properties for all Kafka clients of the job, for instance SASL and TLS. Never printed.")
    @Nullable
    public Path properties;

    List<OptionCheck> ranges() {
        return List.of(
                OptionCheck.atLeast("--shuffle-buffer", shuffleBuffer, 1),
                new OptionCheck(
                        "--bounded", until, until == null || source != null, "left out where there is no --source"));
    }

    /** What --kafka-properties holds. */
    Map<String, String> clientProperties() {
        return loaded(properties);
    }

    /**
     * What --source names, asked for its extent if it is to end; prints what it will not read.
     *
     * @param group of the consumers, unless the properties name one
     */
    TrainingStream stream(String address, String group, PrintWriter out) throws IOException {
        try {
            StartOffsets start = StartOffsets.parse(from);
            KafkaTopic given = topic("--source", address, properties);
            if (start.from() == StartOffsets.From.COMMITTED && !given.hasGroup()) {
                throw new UsageException("--from committed needs a consumer group that several runs share: name it as"
                        + " group.id in the file of --kafka-properties");
            }
            KafkaTopic topic = given.inGroup(group);
            topic.partitions(AclOperation.READ); // a wrong address or name is to be known now, not in the job
            if (until == null) {
                return new TrainingStream.FromTopic(topic, start, null, shuffleBuffer, classNames(topic));
            }
            TopicRange range = TopicRange.untilNow(topic, start);
            range.notice(topic).ifPresent(out::println);
            if (range.size() == 0) {
                throw new UsageException("--source " + topic + " holds no message from " + from
                        + " on: feed it first, or leave out --bounded to wait for messages");
            }
            return new TrainingStream.FromTopic(topic, start, range, shuffleBuffer, classNames(topic));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--from " + from + ": " + e.getMessage(), e);
        }
    }

    private static List<String> classNames(KafkaTopic topic) throws IOException {
        try {
            return TopicClasses.sample(topic);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--source " + e.getMessage(), e);
        }
    }

    /**
     * The topics to write to, made where they aren't there: a sink would wait for one for ever.
     *
     * @param classes the number of classes of the job: events grow with it
     */
    KafkaOutputs outputs(int classes) throws IOException {
        KafkaTopic told = output("--events", events);
        int largestEvent = told == null ? 0 : told.largestMessage();
        if (told != null && largestEvent < EventMessage.leastBytes(classes)) {
            throw new UsageException(String.format(
                    Locale.ROOT,
                    "--events %s: its messages may have %,d bytes, but an evaluation of %,d classes needs up to %,d: raise"
                            + " the topic's max.message.bytes",
                    told,
                    largestEvent,
                    classes,
                    EventMessage.leastBytes(classes)));
        }
        KafkaTopic letters = output("--dead-letters", deadLetters);
        return new KafkaOutputs(
                told,
                largestEvent,
                letters,
                letters == null ? 0 : letters.largestMessage(),
                delivery == Delivery.exactly_once ? DeliveryGuarantee.EXACTLY_ONCE : DeliveryGuarantee.AT_LEAST_ONCE);
    }

    private @Nullable KafkaTopic output(String option, @Nullable String address) throws IOException {
        if (address == null) {
            return null;
        }
        KafkaTopic topic = topic(option, address, properties);
        topic.create(1);
        topic.partitions(AclOperation.WRITE);
        return topic;
    }

    /** The topic that an option names, with the properties of a file. */
    public static KafkaTopic topic(String option, String address, @Nullable Path properties) {
        try {
            return KafkaTopic.parse(address, loaded(properties));
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + " " + e.getMessage(), e);
        }
    }

    /** The properties in a file; none without one. */
    public static Map<String, String> loaded(@Nullable Path properties) {
        var loaded = new Properties();
        if (properties != null) {
            try {
                loaded.load(new StringReader(TextFile.read(properties)));
            } catch (IOException e) {
                throw new UsageException("--kafka-properties: " + e.getMessage(), e);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--kafka-properties " + properties + " cannot be read: " + Reason.of(e), e);
            }
        }
        Map<String, String> map = new HashMap<>();
        loaded.stringPropertyNames().forEach(name -> map.put(name, loaded.getProperty(name)));
        return map;
    }
}
