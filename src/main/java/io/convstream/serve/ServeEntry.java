package io.convstream.serve;

import io.convstream.prepare.NetworkInput;
import io.convstream.rollout.Plan;

/**
 * An image in a micro-batch.
 *
 * @param inputs the network input for each model, in the order of the options
 * @param plans the plan of each model for this image, in the same order
 */
record ServeEntry(ImageRequest request, NetworkInput[] inputs, Plan[] plans) {}
