package io.convstream.train;

import io.convstream.exchange.Member;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;

/**
 * A worker's request for the addresses of the others. It is repeated until all of them have registered.
 *
 * @param model index of the model
 * @param rank of the worker among those of the model
 * @param subtask of the worker
 * @param attempt of the subtask
 * @param address where the others reach it
 */
record Registration(int model, int rank, int subtask, int attempt, Member.Address address)
        implements CoordinationRequest {}
