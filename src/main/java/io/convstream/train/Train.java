package io.convstream.train;

import io.convstream.image.Example;
import io.convstream.snapshot.ImmutableTypeInfo;
import io.convstream.snapshot.ModelSnapshot;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.OutputTag;

/** The training stage, as the pipeline sees it. */
public final class Train {

    /** Models on their way to evaluation. */
    public static final OutputTag<ModelSnapshot> SNAPSHOTS =
            new OutputTag<>("snapshots", TypeInformation.of(ModelSnapshot.class));

    /** What was to be seen inside the models, every so many steps. */
    public static final OutputTag<TrainSummary> SUMMARIES =
            new OutputTag<>("summaries", TypeInformation.of(TrainSummary.class));

    /** Models whose training stopped. */
    public static final OutputTag<TrainFailure> FAILED =
            new OutputTag<>("failures", TypeInformation.of(TrainFailure.class));

    /** The name of the accumulator that holds a {@link TrainFailure} for each model whose training stopped. */
    public static final String FAILURES = "convstream.failures";

    /** The name of the accumulator that counts the models that take no more examples: all steps done, or failed. */
    public static final String FINISHED_MODELS = "convstream.finishedModels";

    /** The name of the accumulator that counts the subtasks whose input has ended; none if the job was stopped. */
    public static final String ENDED_INPUTS = "convstream.endedInputs";

    /** The name of the accumulator that says of each restored model at which step it is. */
    public static final String RESTORED_MODELS = "convstream.restoredModels";

    /** How examples travel to it. */
    public static final TypeInformation<Example> EXAMPLES =
            new ImmutableTypeInfo<>(Example.class, new ExampleSerializer());

    private Train() {}

    /** Trains each planned model on the examples that carry its name, in a subtask of its own. */
    public static SingleOutputStreamOperator<TrainStep> on(DataStream<Example> examples, List<TrainPlan> plans) {
        return examples.keyBy(keys(plans), Types.STRING)
                .transform("train", TypeInformation.of(TrainStep.class), factory(plans))
                .setMaxParallelism(ModelKeys.maxParallelism(plans.size()))
                .setParallelism(plans.size());
    }

    static ModelKeys keys(List<TrainPlan> plans) {
        return new ModelKeys(
                plans.stream().map(plan -> plan.definition().name()).toList());
    }

    static OneInputStreamOperatorFactory<Example, TrainStep> factory(List<TrainPlan> plans) {
        return new Factory(List.copyOf(plans));
    }

    private static final class Factory extends AbstractStreamOperatorFactory<TrainStep>
            implements OneInputStreamOperatorFactory<Example, TrainStep> {

        private final List<TrainPlan> plans;

        Factory(List<TrainPlan> plans) {
            this.plans = plans;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
        }) // Flink asks for the operator by a class that it does not know.
        public <T extends StreamOperator<TrainStep>> T createStreamOperator(
                StreamOperatorParameters<TrainStep> parameters) {
            return (T) new TrainOperator(parameters, plans);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
            return TrainOperator.class;
        }
    }
}
