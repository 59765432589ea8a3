package io.convstream.rollout;

/**
 * A model file that may be deployed.
 *
 * @param model the model's name
 * @param path of its file
 */
public record Announcement(String model, String path, Version version) {}
