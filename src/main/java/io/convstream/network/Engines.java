package io.convstream.network;

import io.convstream.exchange.Towers;
import io.convstream.exchange.WorkerGroup;
import io.convstream.network.compiled.CompiledInference;
import io.convstream.network.compiled.CompiledTraining;
import io.convstream.network.dl4j.Dl4jInference;
import io.convstream.network.dl4j.Dl4jTraining;
import io.convstream.network.engine.Device;
import io.convstream.network.engine.InferenceEngine;
import io.convstream.network.engine.TrainingEngine;
import io.convstream.network.nd4j.Nd4jRuntime;
import io.convstream.network.plan.NetworkPlan;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** Creates the engine of a model. */
final class Engines {

    private Engines() {}

    /** @param engine not {@link Engine#AUTO} */
    static TrainingEngine training(
            Engine engine,
            ModelDefinition definition,
            NetworkPlan plan,
            TrainingEngine.State state,
            Gpus gpus,
            WorkerGroup workers) {
        if (engine == Engine.COMPILED) {
            var settings = new CompiledTraining.Settings(
                    definition.name(),
                    definition.batchSize(),
                    new Towers(definition.towers(), workers),
                    definition.seed(),
                    definition.labelSmoothing(),
                    DataType.FLOAT);
            return new CompiledTraining(plan, settings, state);
        }
        requireTrainable(definition, plan);
        if (workers.size() > 1) {
            throw new IllegalArgumentException("model " + definition.name() + ": " + workers.size()
                    + " workers, but the engine dl4j trains on one: give --workers 1 or --engine compiled");
        }
        if (!Nd4jRuntime.isOnCpu() && definition.towers() > 1) {
            throw new IllegalArgumentException("model " + definition.name() + ": " + definition.towers()
                    + " towers, but a GPU computes a whole batch: give --towers 1");
        }
        return new Dl4jTraining(
                definition.name(),
                plan,
                definition.seed(),
                definition.labelSmoothing(),
                device(definition.towers(), gpus.training()),
                state);
    }

    /** @throws IllegalArgumentException if the engine dl4j, which the model would use, cannot train it */
    static void requireTrainable(ModelDefinition definition, NetworkPlan plan) {
        String refusal = plan.configuration().refusalOfDl4j();
        if (refusal != null && definition.engine().resolve(plan) == Engine.DL4J) {
            String others = plan.isCompilable() ? "give --engine compiled" : "the engine compiled lacks another layer";
            throw new IllegalArgumentException("model " + definition.name() + ": " + refusal + ": " + others);
        }
    }

    static InferenceEngine inference(
            ModelDefinition definition, NetworkPlan plan, int batchSize, int towers, Gpus gpus) {
        return definition.engine().resolve(plan) == Engine.COMPILED
                ? new CompiledInference(definition.name(), plan, batchSize, towers)
                : new Dl4jInference(definition.name(), plan, batchSize, device(towers, gpus.evaluation()));
    }

    private static Device device(int cores, List<Integer> gpus) {
        return Nd4jRuntime.isOnCpu() ? Device.cores(cores) : Device.gpu(gpus.get(0));
    }
}
