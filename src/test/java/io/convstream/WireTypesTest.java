package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.change.ChangeEvent;
import io.convstream.evaluate.EvaluatedModel;
import io.convstream.evaluate.Evaluation;
import io.convstream.evaluate.RejectedImage;
import io.convstream.event.Event;
import io.convstream.event.ServiceEvent;
import io.convstream.image.Example;
import io.convstream.image.RawRecord;
import io.convstream.labels.Label;
import io.convstream.labels.LabelBatch;
import io.convstream.labels.LabeledAnswer;
import io.convstream.labels.LabeledImage;
import io.convstream.labels.WaitingKey;
import io.convstream.prepare.DeadLetter;
import io.convstream.rollout.Signal;
import io.convstream.serve.AnsweredImage;
import io.convstream.serve.Observation;
import io.convstream.serve.Prediction;
import io.convstream.snapshot.ModelSnapshot;
import io.convstream.train.ClassifiedBatch;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import io.convstream.train.TrainSummary;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that flows on a stream: none of it, nor a part of it, may fall to Kryo or Java serialization. */
class WireTypesTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                RawRecord.class,
                Example.class,
                DeadLetter.class,
                TrainStep.class,
                ClassifiedBatch.class,
                TrainFailure.class,
                TrainSummary.class,
                ModelSnapshot.class,
                ChangeEvent.class,
                Evaluation.class,
                EvaluatedModel.class,
                RejectedImage.class,
                Event.class,
                Signal.class,
                Prediction.class,
                Observation.class,
                AnsweredImage.class,
                Label.class,
                WaitingKey.class,
                LabeledAnswer.class,
                LabelBatch.class,
                LabeledImage.class,
                ServiceEvent.class
            })
    void isSerializedByFlinkOrByUs(Class<?> type) {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false); // makes the serializer of a generic type, at any depth, an error
        assertThat(TypeInformation.of(type).createSerializer(config)).isNotNull();
    }
}
