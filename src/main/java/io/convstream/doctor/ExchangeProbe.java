package io.convstream.doctor;

import io.convstream.exchange.Endpoint;
import io.convstream.exchange.ExchangeOptions;
import io.convstream.exchange.Member.Address;
import io.convstream.failure.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.runtime.taskexecutor.GlobalAggregateManager;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.jspecify.annotations.Nullable;

/** Checks that the TaskManagers reach each other where workers of a model would: one task of each listens and connects. */
final class ExchangeProbe {

    private static final String AGGREGATE = "convstream-doctor-addresses";
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final long START_MILLIS = 30_000;
    private static final long POLL_MILLIS = 100;

    /** Set by the first task of a TaskManager; each job has its own class loader. */
    private static final AtomicBoolean TAKEN = new AtomicBoolean();

    private ExchangeProbe() {}

    /**
     * Checks from this task, if it is the first of its TaskManager.
     *
     * @param subject the TaskManager, for messages
     * @param tasks number of tasks of the job
     * @return the finding; none for further tasks
     */
    static List<Finding> check(String subject, StreamingRuntimeContext context, int tasks) throws Exception {
        GlobalAggregateManager addresses = context.getGlobalAggregateManager();
        if (TAKEN.getAndSet(true)) {
            addresses.updateGlobalAggregate(AGGREGATE, "", new Collect());
            return List.of();
        }
        try (Endpoint endpoint = ExchangeOptions.listen(context.getTaskManagerRuntimeInfo())) {
            Address own = endpoint.address();
            List<String> all = addresses.updateGlobalAggregate(AGGREGATE, own.toString(), new Collect());
            long end = System.currentTimeMillis() + START_MILLIS;
            while (all.size() < tasks && System.currentTimeMillis() < end) {
                Thread.sleep(POLL_MILLIS);
                all = addresses.updateGlobalAggregate(AGGREGATE, null, new Collect());
            }
            List<String> others = all.stream()
                    .filter(address -> !address.isEmpty() && !address.equals(own.toString()))
                    .toList();
            Finding finding = reach(subject, endpoint, others);
            // The others may still connect to this one.
            addresses.updateGlobalAggregate(AGGREGATE + "-done", own.toString(), new Collect());
            while (addresses
                                    .updateGlobalAggregate(AGGREGATE + "-done", null, new Collect())
                                    .size()
                            <= others.size()
                    && System.currentTimeMillis() < end) {
                Thread.sleep(POLL_MILLIS);
            }
            return List.of(finding);
        } catch (IOException e) {
            addresses.updateGlobalAggregate(AGGREGATE, "", new Collect());
            return List.of(Finding.fail(subject, Reason.of(e)));
        }
    }

    private static Finding reach(String subject, Endpoint endpoint, List<String> others) {
        for (String other : others) {
            int colon = other.lastIndexOf(':');
            try {
                endpoint.reach(
                        new Address(other.substring(0, colon), Integer.parseInt(other.substring(colon + 1))),
                        TIMEOUT_MILLIS);
            } catch (IOException e) {
                return Finding.fail(
                        subject,
                        "it cannot reach " + other + " (" + Reason.of(e)
                                + "), so no model can have workers on both: open " + ExchangeOptions.PORTS.key()
                                + " between them");
            }
        }
        return Finding.pass(subject, "workers on it reach those on " + others.size() + " others");
    }

    /** Collects texts; null adds none. */
    private static final class Collect implements AggregateFunction<@Nullable String, List<String>, List<String>> {

        private static final long serialVersionUID = 1;

        @Override
        public List<String> createAccumulator() {
            return new ArrayList<>();
        }

        @Override
        public List<String> add(@Nullable String text, List<String> all) {
            if (text != null) {
                all.add(text);
            }
            return all;
        }

        @Override
        public List<String> getResult(List<String> all) {
            return all;
        }

        @Override
        public List<String> merge(List<String> one, List<String> other) {
            one.addAll(other);
            return one;
        }
    }
}
