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
import io.convstream.train.Fingerprint;
import io.convstream.train.Setting;
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

/** Kafka as the source of images and the sink of events and dead letters. */
public final class KafkaArguments {

    /** No topic. */
    private static final String NONE = "none";

    /** Where a bounded read ends. */
    enum Bounded {
        latest
    }

    /** Delivery guarantee of the output topics. */
    enum Delivery {
        exactly_once,
        at_least_once
    }

    @Option(
            names = "--source",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description = "Train on the messages of a topic. --data or --evaluate-data then provide only the held-out "
                    + "images and the class names. docs/kafka.md describes the message format.")
    @Nullable
    String source;

    @Option(
            names = "--from",
            paramLabel = "OFFSET",
            description = "Where reading starts: earliest, latest, committed (the offsets of the consumer group: "
                    + "group.id in --kafka-properties) or a time such as 2026-11-25T08:00:00Z. Default: "
                    + "${DEFAULT-VALUE}.")
    String from = "earliest";

    @Option(
            names = "--bounded",
            paramLabel = "latest",
            description = "Read up to the newest message at the start of the run, then end; --epochs is the number of "
                    + "passes over that range (default: 1). A resumed run keeps its range unless you give this "
                    + "option or --from again. Without this option the job reads forever, or until "
                    + "--steps.")
    @Nullable
    Bounded bounded;

    @Option(
            names = "--shuffle-buffer",
            paramLabel = "N",
            description = "The size of the shuffle buffer in records. It is part of each checkpoint, about 3 kB a "
                    + "record. 1: topic order. A resumed run may change it. Default: ${DEFAULT-VALUE}, as in the "
                    + "tutorial.")
    int shuffleBuffer = 20_000;

    @Option(
            names = "--events",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description = "Also send every step and evaluation to a topic, as JSON. A missing topic is created. none: "
                    + "no topic, if the resumed run has one.")
    @Nullable
    String events;

    @Option(
            names = "--dead-letters",
            paramLabel = "kafka://HOST:PORT/TOPIC",
            description = "Also send records that cannot be used to a topic: their bytes, with reason and origin in "
                    + "the headers. A missing topic is created. none: no topic, if the resumed run has one.")
    @Nullable
    String deadLetters;

    @Option(
            names = "--delivery",
            paramLabel = "GUARANTEE",
            description = "The guarantee for --events and --dead-letters. exactly_once: records are committed with the "
                    + "checkpoint that covers them, and consumers need isolation.level=read_committed; "
                    + "at_least_once: records are visible at once, and may be duplicated after a failure. Default: "
                    + "${DEFAULT-VALUE}.")
    Delivery delivery = Delivery.exactly_once;

    @Option(
            names = {"--kafka-properties", "--source-properties"},
            paramLabel = "FILE",
            description = "Properties for all Kafka clients of the job, such as SASL and TLS. Never printed.")
    @Nullable
    public Path properties;

    List<OptionCheck> checks() {
        return List.of(
                OptionCheck.atLeast("--shuffle-buffer", shuffleBuffer, 1),
                OptionCheck.requires("--bounded", bounded, "--source", source != null));
    }

    /** The properties of {@code --kafka-properties}. */
    Map<String, String> clientProperties() {
        return loaded(properties);
    }

    /**
     * Opens the topic of {@code --source} and, if it is bounded, finds its range; prints what it will not read.
     *
     * @param group default consumer group
     * @param resumed the fingerprint of the run whose range is read again; empty for a new range
     */
    TrainingStream stream(String address, String group, Fingerprint resumed, PrintWriter out) throws IOException {
        try {
            StartOffsets start = StartOffsets.parse(from);
            KafkaTopic named = topic("--source", address, properties);
            if (start.from() == StartOffsets.From.COMMITTED && !named.hasGroup()) {
                throw new UsageException("--from committed needs a consumer group that several runs share: set group.id"
                        + " in --kafka-properties");
            }
            KafkaTopic topic = named.inGroup(group);
            topic.partitions(AclOperation.READ); // fail here, not in the job, if the address or the name is wrong
            if (bounded == null) {
                return new TrainingStream.FromTopic(topic, start, null, shuffleBuffer, classNames(topic));
            }
            var stream = new TrainingStream.FromTopic(topic, start, null, shuffleBuffer, classNames(topic));
            String offsets = resumed.get(Setting.RANGE);
            return offsets == null || !stream.fingerprint().equals(resumed.get(Setting.DATA))
                    ? stream.withRange(newRange(topic, start, out))
                    : stream.withRange(sameRange(topic, offsets));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--from " + from + ": " + e.getMessage(), e);
        }
    }

    private TopicRange newRange(KafkaTopic topic, StartOffsets start, PrintWriter out) throws IOException {
        TopicRange range = TopicRange.toLatest(topic, start);
        range.notice(topic).ifPresent(out::println);
        if (range.size() == 0) {
            throw new UsageException("--source " + topic + " has no messages from " + from
                    + " on: feed it first, or leave out --bounded to wait for messages");
        }
        return range;
    }

    private static TopicRange sameRange(KafkaTopic topic, String offsets) throws IOException {
        TopicRange range = TopicRange.parse(topic, offsets);
        try {
            range.requireHeld(topic);
        } catch (IOException e) {
            throw new UsageException(
                    e.getMessage() + ": feed the same messages again, or add --bounded latest to read what it holds",
                    e);
        }
        return range;
    }

    private static List<String> classNames(KafkaTopic topic) throws IOException {
        try {
            return TopicClasses.sample(topic);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--source " + e.getMessage(), e);
        }
    }

    /**
     * Opens the output topics and creates missing ones: a sink would wait for them forever.
     *
     * @param classes the number of classes, with which events grow
     */
    KafkaOutputs outputs(int classes) throws IOException {
        KafkaTopic eventTopic = output("--events", events);
        int largestEvent = eventTopic == null ? 0 : eventTopic.maxMessageBytes();
        if (eventTopic != null && largestEvent < EventMessage.minBytes(classes)) {
            throw new UsageException(String.format(
                    Locale.ROOT,
                    "--events %s: its messages may have %,d bytes, but an evaluation of %,d classes needs up to %,d:"
                            + " increase max.message.bytes of the topic",
                    eventTopic,
                    largestEvent,
                    classes,
                    EventMessage.minBytes(classes)));
        }
        KafkaTopic letters = output("--dead-letters", deadLetters);
        return new KafkaOutputs(
                eventTopic,
                largestEvent,
                letters,
                letters == null ? 0 : letters.maxMessageBytes(),
                delivery == Delivery.exactly_once ? DeliveryGuarantee.EXACTLY_ONCE : DeliveryGuarantee.AT_LEAST_ONCE);
    }

    /** Returns whether a value of {@code --events} or {@code --dead-letters} is a topic. */
    static boolean isTopic(@Nullable String address) {
        return address != null && !address.equals(NONE);
    }

    private @Nullable KafkaTopic output(String option, @Nullable String address) throws IOException {
        if (address == null || !isTopic(address)) {
            return null;
        }
        KafkaTopic topic = topic(option, address, properties);
        topic.create(1);
        topic.partitions(AclOperation.WRITE);
        if (delivery == Delivery.exactly_once) {
            topic.partitions(AclOperation.READ); // to find the open transactions of a failed attempt
        }
        return topic;
    }

    /** Parses the topic that an option names. */
    public static KafkaTopic topic(String option, String address, @Nullable Path properties) {
        try {
            return KafkaTopic.parse(address, loaded(properties));
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + " " + e.getMessage(), e);
        }
    }

    /** Reads the properties of a file; none if it is null. */
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
