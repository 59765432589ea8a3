package io.convstream.labels;

import io.convstream.image.Origin;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.decode.BadRecordReason;
import io.convstream.serve.AnsweredImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Joins answered images with their labels by key; whichever arrives first waits. Whether a label is in time is decided by both
 * Kafka timestamps. Event time, which advances with both topics, decides only how long a key is kept.
 */
final class JoinFunction extends KeyedCoProcessFunction<String, AnsweredImage, Label, LabeledAnswer> {

    private static final long serialVersionUID = 1;

    private static final ValueStateDescriptor<WaitingKey> STATE =
            new ValueStateDescriptor<>("key", TypeInformation.of(WaitingKey.class));
    private static final int MAX_PRINTED = 40;

    private final LabelOptions options;
    private final long timeToLive;
    private transient LabelClasses classes;
    private transient JoinMetrics metrics;
    private transient ValueState<WaitingKey> state;

    JoinFunction(LabelOptions options) {
        this.options = options;
        this.timeToLive = options.timeToLive().toMillis();
    }

    @Override
    public void open(OpenContext context) {
        classes = new LabelClasses(options.models());
        metrics = new JoinMetrics(getRuntimeContext().getMetricGroup());
        state = getRuntimeContext().getState(STATE);
    }

    @Override
    public void processElement1(AnsweredImage image, Context context, Collector<LabeledAnswer> out) throws Exception {
        WaitingKey known = state.value();
        if (known != null && known.hasImage()) {
            metrics.repeatedKey();
            return;
        }
        Label label = known == null ? null : known.label();
        if (label != null && isInTime(image.timestamp(), label)) {
            join(image, label, context, out);
            return;
        }
        if (label != null) {
            rejectWithoutImage(label, image.timestamp(), context);
        }
        keep(WaitingKey.of(image), context);
    }

    @Override
    public void processElement2(Label label, Context context, Collector<LabeledAnswer> out) throws Exception {
        if (!isUsable(label, context)) {
            return;
        }
        WaitingKey known = state.value();
        if (known == null) {
            keep(WaitingKey.of(label), context);
        } else if (known.label() != null) {
            repeat(known.label(), label, context);
        } else if (known.image() != null && isInTime(known.imageTime(), label)) {
            join(known.image(), label, context, out);
        } else {
            rejectWithoutImage(label, known.imageTime(), context);
        }
    }

    private boolean isInTime(long imageTime, Label label) {
        return Math.abs(label.timestamp() - imageTime) <= timeToLive;
    }

    private boolean isUsable(Label label, Context context) {
        if (label.problem() != null) {
            reject(
                    BadRecordReason.UNKNOWN_LABEL,
                    label,
                    label.problem() + " (key " + printable(label.key()) + ")",
                    context);
            return false;
        }
        if (label.key().isEmpty()) {
            reject(
                    BadRecordReason.UNKNOWN_KEY,
                    label,
                    "the label " + shortened(label.name()) + " has no key: send it with the key of the image's message",
                    context);
            return false;
        }
        if (LabelClasses.firstKnown(classes.indices(label.name())) < 0) {
            reject(
                    BadRecordReason.UNKNOWN_LABEL,
                    label,
                    "the label " + shortened(label.name()) + " of key " + printable(label.key())
                            + " is no class: give one of " + classes,
                    context);
            return false;
        }
        return true;
    }

    private void join(AnsweredImage image, Label label, Context context, Collector<LabeledAnswer> out)
            throws Exception {
        int[] indices = classes.indices(label.name());
        for (int model = 0; model < indices.length; model++) {
            float[] probabilities = image.probabilities()[model];
            if (indices[model] >= 0 && probabilities.length > 0) {
                out.collect(LabeledAnswer.of(
                        options.models().get(model).name(),
                        image.steps()[model],
                        probabilities,
                        indices[model],
                        label.timestamp()));
            }
        }
        if (image.content().length > 0) {
            int model = LabelClasses.firstKnown(indices);
            context.output(
                    Labels.LABELED_IMAGES,
                    new LabeledImage(
                            image.key(),
                            image.headers(),
                            image.format(),
                            image.content(),
                            indices[model],
                            classes.name(model, indices[model])));
        }
        metrics.joined();
        keep(WaitingKey.joined(image, label), context);
    }

    private void keep(WaitingKey key, Context context) throws Exception {
        state.update(key);
        context.timerService().registerEventTimeTimer(due(key));
    }

    /** Returns the time until which a key is kept as it is. */
    private long due(WaitingKey key) {
        if (!key.hasImage()) {
            return Objects.requireNonNull(key.label()).timestamp() + timeToLive;
        }
        return key.imageTime() + (key.image() == null ? 2 * timeToLive : timeToLive);
    }

    private void repeat(Label known, Label label, Context context) {
        if (Arrays.equals(classes.indices(known.name()), classes.indices(label.name()))) {
            metrics.repeatedLabel();
            return;
        }
        reject(
                BadRecordReason.CONFLICTING_LABEL,
                label,
                "key " + printable(label.key()) + " already has the label " + shortened(known.name()) + ", so "
                        + shortened(label.name())
                        + " is not used: send one label for each image, and give each image its own key",
                context);
    }

    private void rejectWithoutImage(Label label, long imageTime, Context context) {
        if (label.timestamp() < imageTime - timeToLive) {
            rejectUnknownKey(label, context);
            return;
        }
        if (isInTime(imageTime, label)) {
            reject(
                    BadRecordReason.LATE_LABEL,
                    label,
                    "the label " + shortened(label.name()) + " of key " + printable(label.key())
                            + " arrived after labels with later timestamps, when its image was no longer kept: send labels in the"
                            + " order of their timestamps, or use a longer --label-ttl",
                    context);
            return;
        }
        reject(
                BadRecordReason.LATE_LABEL,
                label,
                "the label " + shortened(label.name()) + " of key " + printable(label.key()) + " is "
                        + words(label.timestamp() - imageTime) + " later than its image, more than --label-ttl ("
                        + words(timeToLive) + "): use a longer one, or send labels earlier",
                context);
    }

    private void rejectUnknownKey(Label label, Context context) {
        reject(
                BadRecordReason.UNKNOWN_KEY,
                label,
                "no image with key " + printable(label.key()) + " was answered within " + words(timeToLive)
                        + " of its label "
                        + shortened(label.name()) + " (" + Instant.ofEpochMilli(label.timestamp())
                        + "): send labels with the key of the image's message, or use a longer --label-ttl",
                context);
    }

    private void reject(BadRecordReason reason, Label label, String message, Context context) {
        metrics.rejected(reason);
        context.output(
                Labels.REJECTED_LABELS,
                new DeadLetter(
                        reason,
                        message,
                        label.value(),
                        -1,
                        new Origin(label.topic(), label.partition(), label.offset(), -1),
                        label.offset(),
                        label.key().isEmpty() ? null : AnsweredImage.bytes(label.key())));
    }

    private static String words(long millis) {
        return Duration.ofMillis(millis).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** Returns a key as its producer most likely wrote it. */
    private static String printable(String key) {
        return shortened(new String(AnsweredImage.bytes(key), StandardCharsets.UTF_8));
    }

    private static String shortened(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= MAX_PRINTED ? printable : printable.substring(0, MAX_PRINTED) + "…";
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<LabeledAnswer> out) throws Exception {
        WaitingKey known = state.value();
        if (known == null) {
            return;
        }
        if (time < due(known)) { // the key has been joined, or the time to live is longer than before a restart
            context.timerService().registerEventTimeTimer(due(known));
        } else if (known.image() != null) {
            metrics.unlabeled();
            keep(known.withoutImage(), context);
        } else {
            if (!known.hasImage()) {
                rejectUnknownKey(Objects.requireNonNull(known.label()), context);
            }
            state.clear();
        }
    }
}
