package io.convstream.train;

import io.convstream.network.Gpus;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.streaming.runtime.tasks.StreamTask;

/** A task as a worker of a model: the first, which has the model's state and leads, or another one, which follows. */
final class WorkerTask {

    private final ModelKeys keys;
    private final StreamTask<?, ?> task;
    private final OperatorID operator;

    WorkerTask(ModelKeys keys, StreamTask<?, ?> task, OperatorID operator) {
        this.keys = keys;
        this.task = task;
        this.operator = operator;
    }

    private TaskInfo info() {
        return task.getEnvironment().getTaskInfo();
    }

    boolean isFollowing() {
        return keys.rank(info()) > 0;
    }

    /** The model of which the task is a worker. */
    String model() {
        return keys.modelOf(info());
    }

    /** The first worker of a model of this task. */
    LeadingWorker lead(String model) {
        return keys.workers() == 1 ? LeadingWorker.alone() : LeadingWorker.of(rendezvous(model));
    }

    /** Starts another worker. */
    FollowingWorker follow(TrainPlan plan, Gpus gpus, MetricGroup metrics) {
        String model = plan.definition().name();
        Rendezvous rendezvous = rendezvous(model);
        var worker = new FollowingWorker(
                plan,
                gpus,
                rendezvous,
                new FollowingMetrics(metrics, model, rendezvous.rank()),
                failure -> task.handleAsyncException("a worker of model " + model + " failed", failure));
        worker.start();
        return worker;
    }

    private Rendezvous rendezvous(String model) {
        var place = new Rendezvous.Place(
                keys.model(info()),
                keys.rank(info()),
                keys.workers(),
                info().getIndexOfThisSubtask(),
                info().getAttemptNumber());
        Environment environment = task.getEnvironment();
        return new Rendezvous(
                model,
                place,
                environment.getTaskManagerInfo(),
                environment.getOperatorCoordinatorEventGateway(),
                operator);
    }
}
