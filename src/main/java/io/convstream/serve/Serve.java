package io.convstream.serve;

import io.convstream.event.ShiftEvent;
import io.convstream.prepare.DeadLetter;
import io.convstream.rollout.Signal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;
import org.apache.flink.util.OutputTag;

/** Adds the serving operator to a pipeline; its side outputs. */
public final class Serve {

    /** The side output of the images that cannot be decoded. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

    /** The side output of what is observed of each answered image. */
    public static final OutputTag<Observation> OBSERVATIONS =
            new OutputTag<>("observations", TypeInformation.of(Observation.class));

    /** The side output of the answered images that labels are expected for. */
    public static final OutputTag<AnsweredImage> ANSWERED_IMAGES =
            new OutputTag<>("answered-images", TypeInformation.of(AnsweredImage.class));

    private Serve() {}

    /** Predicts each image with every model, in the order of the images of a subtask. */
    public static SingleOutputStreamOperator<Prediction> on(
            DataStream<ImageRequest> requests, DataStream<Signal> signals, ServeOptions options) {
        return requests.connect(signals.broadcast())
                .transform("serve", TypeInformation.of(Prediction.class), factory(options));
    }

    /**
     * Detects shifts of the images and answers of each model, without labels.
     *
     * @param window the number of images that are compared with as many earlier ones
     */
    public static SingleOutputStreamOperator<ShiftEvent> shifts(DataStream<Observation> observations, int window) {
        return observations
                .process(new ShiftFunction(window))
                .returns(ShiftEvent.class)
                .setParallelism(1);
    }

    static TwoInputStreamOperatorFactory<ImageRequest, Signal, Prediction> factory(ServeOptions options) {
        return new Factory(options);
    }

    private static final class Factory extends AbstractStreamOperatorFactory<Prediction>
            implements TwoInputStreamOperatorFactory<ImageRequest, Signal, Prediction> {

        private final ServeOptions options;

        Factory(ServeOptions options) {
            this.options = options;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // signature given by Flink
        public <T extends StreamOperator<Prediction>> T createStreamOperator(
                StreamOperatorParameters<Prediction> parameters) {
            return (T) new ServeOperator(parameters, options);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return ServeOperator.class;
        }
    }
}
