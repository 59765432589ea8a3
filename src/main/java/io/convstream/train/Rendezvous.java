package io.convstream.train;

import io.convstream.exchange.Endpoint;
import io.convstream.exchange.ExchangeOptions;
import io.convstream.exchange.Member;
import io.convstream.exchange.Mesh;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.TaskOperatorEventGateway;
import org.apache.flink.runtime.taskmanager.TaskManagerRuntimeInfo;
import org.apache.flink.util.SerializedValue;
import org.jspecify.annotations.Nullable;

/** Connects a worker to the others of its model. They find each other through the coordinator of the operator. */
final class Rendezvous implements AutoCloseable {

    /** How long the tasks of the other workers may take to start. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final Duration POLL = Duration.ofMillis(100);

    private final String model;
    private final Place place;
    private final TaskManagerRuntimeInfo machine;
    private final TaskOperatorEventGateway gateway;
    private final OperatorID operator;
    private volatile @Nullable Endpoint endpoint;
    private volatile boolean closed;

    /**
     * The place of a worker.
     *
     * @param model index of its model
     * @param rank among the workers of the model
     * @param workers number of workers of the model
     * @param subtask of the worker
     * @param attempt of the subtask
     */
    record Place(int model, int rank, int workers, int subtask, int attempt) {}

    /** @param machine the TaskManager, whose configuration has the {@link ExchangeOptions} */
    Rendezvous(
            String model,
            Place place,
            TaskManagerRuntimeInfo machine,
            TaskOperatorEventGateway gateway,
            OperatorID operator) {
        this.model = model;
        this.place = place;
        this.machine = machine;
        this.gateway = gateway;
        this.operator = operator;
    }

    int rank() {
        return place.rank();
    }

    int workers() {
        return place.workers();
    }

    /**
     * Waits for the other workers and connects to them. Not on the task thread.
     *
     * @throws IOException in one sentence, if they cannot be reached
     */
    Mesh join() throws IOException, InterruptedException {
        try (Endpoint listening = ExchangeOptions.listen(machine)) {
            endpoint = listening;
            Member member = register(listening.address());
            return Mesh.connect(listening, member, machine.getConfiguration().get(ExchangeOptions.TIMEOUT));
        }
    }

    private Member register(Member.Address address) throws IOException, InterruptedException {
        var registration = new Registration(place.model(), place.rank(), place.subtask(), place.attempt(), address);
        long start = System.nanoTime();
        while (!closed) {
            try {
                Optional<Member> member = WorkersCoordinator.member(
                        model,
                        place.rank(),
                        gateway.sendRequestToCoordinator(operator, new SerializedValue<>(registration))
                                .get());
                if (member.isPresent()) {
                    return member.get();
                }
            } catch (ExecutionException e) {
                throw new IOException(
                        "model " + model + ": the JobManager does not connect the workers: " + e.getCause(), e);
            }
            if (System.nanoTime() - start > START.toNanos()) {
                throw new IOException("model " + model + ": not all " + place.workers() + " workers have started in "
                        + START.toMinutes() + " minutes");
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new InterruptedException("the task ends");
    }

    @Override
    public void close() {
        closed = true;
        Endpoint listening = endpoint;
        if (listening != null) {
            listening.close();
        }
    }
}
