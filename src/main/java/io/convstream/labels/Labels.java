package io.convstream.labels;

import io.convstream.event.PrecisionEvent;
import io.convstream.prepare.DeadLetter;
import io.convstream.serve.AnsweredImage;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** Adds the join of answered images and labels to a pipeline; its side outputs. */
public final class Labels {

    /** The side output of labels that cannot be used. */
    public static final OutputTag<DeadLetter> REJECTED_LABELS =
            new OutputTag<>("rejected-labels", TypeInformation.of(DeadLetter.class));

    /** The side output of images with their labels, if the images are kept. */
    public static final OutputTag<LabeledImage> LABELED_IMAGES =
            new OutputTag<>("labeled-images", TypeInformation.of(LabeledImage.class));

    /** How much later than others a message may be in its partition, by its timestamp. */
    private static final Duration DISORDER = Duration.ofMinutes(1);

    /** A topic without messages for this long does not hold back the time of the other. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private Labels() {}

    /** Returns how event time advances in the topics of images and labels: with the Kafka timestamps of each partition. */
    public static <T> WatermarkStrategy<T> watermarks() {
        return WatermarkStrategy.<T>forBoundedOutOfOrderness(DISORDER).withIdleness(IDLE);
    }

    /** Joins answered images with their labels. */
    public static SingleOutputStreamOperator<LabeledAnswer> join(
            DataStream<AnsweredImage> images, DataStream<Label> labels, LabelOptions options) {
        return images.keyBy(AnsweredImage::key, Types.STRING)
                .connect(labels.keyBy(Label::key, Types.STRING))
                .process(new JoinFunction(options))
                .returns(LabeledAnswer.class);
    }

    /** Estimates the precision of each model. */
    public static SingleOutputStreamOperator<PrecisionEvent> precision(
            DataStream<LabeledAnswer> answers, LabelOptions options) {
        return answers.keyBy(LabeledAnswer::model, Types.STRING)
                .process(new PrecisionFunction(options))
                .returns(PrecisionEvent.class)
                .setParallelism(1); // An answer is a few numbers.
    }
}
