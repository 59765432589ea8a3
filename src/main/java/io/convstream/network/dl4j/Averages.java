package io.convstream.network.dl4j;

import io.convstream.network.engine.Averaging;
import io.convstream.network.plan.NetworkPlan;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Moving averages (EMA) of the parameters, on the device. */
final class Averages implements AutoCloseable {

    private final NetworkPlan plan;
    private final INDArray averages;

    /** @param values in the plan's flat order */
    Averages(NetworkPlan plan, float[] values) {
        this.plan = plan;
        averages = Nd4j.createFromArray(plan.toDl4j(values));
    }

    /** Adds parameters in DL4J's order, which may then be replaced by the averages. */
    void add(INDArray parameters, Averaging averaging) {
        INDArray flat = parameters.reshape(parameters.length());
        averages.muli(averaging.decay());
        Nd4j.getBlasWrapper().level1().axpy(flat.length(), 1 - averaging.decay(), flat, averages);
        if (averaging.replaces()) {
            parameters.assign(averages.reshape(parameters.shape()));
        }
    }

    /** A copy in the plan's flat order. */
    float[] values() {
        return plan.fromDl4j(averages.toFloatVector());
    }

    @Override
    public void close() {
        averages.close();
    }
}
