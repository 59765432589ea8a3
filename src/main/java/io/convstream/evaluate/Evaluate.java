package io.convstream.evaluate;

import io.convstream.network.ModelDefinition;
import io.convstream.snapshot.ModelSnapshot;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.OutputTag;

/** Adds the evaluation operator to a pipeline; its side output. */
public final class Evaluate {

    /** The side output of the held-out records that cannot be prepared; each subtask emits each record once. */
    public static final OutputTag<RejectedImage> REJECTED =
            new OutputTag<>("rejected", TypeInformation.of(RejectedImage.class));

    private Evaluate() {}

    /** Evaluates each snapshot on the held-out images; snapshots are distributed by {@link SnapshotPartitioner}. */
    public static SingleOutputStreamOperator<EvaluatedModel> on(
            DataStream<ModelSnapshot> snapshots, List<ModelDefinition> definitions, HeldOutSource heldOut) {
        List<String> models = definitions.stream().map(ModelDefinition::name).toList();
        return snapshots
                .partitionCustom(new SnapshotPartitioner(models), ModelSnapshot::model)
                .transform("evaluate", TypeInformation.of(EvaluatedModel.class), factory(definitions, heldOut));
    }

    static OneInputStreamOperatorFactory<ModelSnapshot, EvaluatedModel> factory(
            List<ModelDefinition> definitions, HeldOutSource heldOut) {
        return new Factory(List.copyOf(definitions), heldOut);
    }

    private static final class Factory extends AbstractStreamOperatorFactory<EvaluatedModel>
            implements OneInputStreamOperatorFactory<ModelSnapshot, EvaluatedModel> {

        private final List<ModelDefinition> definitions;
        private final HeldOutSource heldOut;

        Factory(List<ModelDefinition> definitions, HeldOutSource heldOut) {
            this.definitions = definitions;
            this.heldOut = heldOut;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // signature given by Flink
        public <T extends StreamOperator<EvaluatedModel>> T createStreamOperator(
                StreamOperatorParameters<EvaluatedModel> parameters) {
            return (T) new EvaluateOperator(parameters, definitions, heldOut);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return EvaluateOperator.class;
        }
    }
}
