package io.convstream.train;

import io.convstream.exchange.Member;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationRequestHandler;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.streaming.api.operators.collect.CollectCoordinationResponse;
import org.jspecify.annotations.Nullable;

/**
 * Gives the workers of each model the addresses of the others. It runs in the JobManager and forgets a worker when its task fails
 * or is restarted; then the workers of that model get another session, so none of an earlier attempt can take part.
 */
final class WorkersCoordinator implements OperatorCoordinator, CoordinationRequestHandler {

    private final int workers;
    private final Map<Integer, Group> groups = new TreeMap<>();

    /** The workers of a model, by rank, and their session once there are all. */
    private static final class Group {
        private final Map<Integer, Registration> members = new TreeMap<>();
        private @Nullable UUID session;
    }

    /** @param workers of each model */
    WorkersCoordinator(int workers) {
        this.workers = workers;
    }

    @Override
    public CompletableFuture<CoordinationResponse> handleCoordinationRequest(CoordinationRequest request) {
        var registration = (Registration) request;
        Group group = groups.computeIfAbsent(registration.model(), model -> new Group());
        Registration known = group.members.get(registration.rank());
        if (!registration.equals(known)) {
            if (known != null && known.attempt() > registration.attempt()) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("a later attempt of this worker has registered"));
            }
            group.members.put(registration.rank(), registration);
            group.session = null;
        }
        if (group.session == null && group.members.size() == workers) {
            group.session = UUID.randomUUID();
        }
        return CompletableFuture.completedFuture(response(group));
    }

    /** The answer has a class of Flink: Flink deserializes it without the classes of the job. */
    private static CoordinationResponse response(Group group) {
        List<byte[]> addresses = new ArrayList<>();
        if (group.session != null) {
            for (Registration member : group.members.values()) {
                addresses.add(bytes(member.address().host()));
                addresses.add(bytes(String.valueOf(member.address().port())));
            }
        }
        return new CollectCoordinationResponse(String.valueOf(group.session), 0, addresses);
    }

    private static byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream();
        try {
            StringSerializer.INSTANCE.serialize(text, new DataOutputViewStreamWrapper(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads an answer; empty if not all workers have registered. */
    static Optional<Member> member(String model, int rank, CoordinationResponse response) throws IOException {
        var answer = (CollectCoordinationResponse) response;
        List<String> texts = answer.getResults(StringSerializer.INSTANCE);
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        List<Member.Address> addresses = new ArrayList<>();
        for (int i = 0; i < texts.size(); i += 2) {
            addresses.add(new Member.Address(texts.get(i), Integer.parseInt(texts.get(i + 1))));
        }
        return Optional.of(new Member(model, UUID.fromString(answer.getVersion()), rank, addresses));
    }

    @Override
    public void executionAttemptFailed(int subtask, int attempt, @Nullable Throwable reason) {
        groups.values().forEach(group -> {
            if (group.members.values().removeIf(member -> member.subtask() == subtask && member.attempt() <= attempt)) {
                group.session = null;
            }
        });
    }

    @Override
    public void subtaskReset(int subtask, long checkpointId) {
        executionAttemptFailed(subtask, Integer.MAX_VALUE, null);
    }

    @Override
    public void resetToCheckpoint(long checkpointId, byte @Nullable [] checkpoint) {
        groups.clear();
    }

    @Override
    public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
        result.complete(new byte[0]);
    }

    @Override
    public void start() {}

    @Override
    public void close() {}

    @Override
    public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {}

    @Override
    public void notifyCheckpointComplete(long checkpointId) {}

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {}

    /** Creates the coordinator in the JobManager. */
    static final class Provider implements OperatorCoordinator.Provider {

        private static final long serialVersionUID = 1;

        private final OperatorID operator;
        private final int workers;

        Provider(OperatorID operator, int workers) {
            this.operator = operator;
            this.workers = workers;
        }

        @Override
        public OperatorID getOperatorId() {
            return operator;
        }

        @Override
        public OperatorCoordinator create(Context context) {
            return new WorkersCoordinator(workers);
        }
    }
}
