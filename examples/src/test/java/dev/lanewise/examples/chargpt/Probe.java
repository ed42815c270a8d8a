package dev.lanewise.examples.chargpt;
import dev.lanewise.examples.training.*; import dev.lanewise.tensor.*; import dev.lanewise.train.*; import dev.lanewise.loss.*; import dev.lanewise.optim.*; import dev.lanewise.random.*; import dev.lanewise.data.*; import java.util.*;
public class Probe { public static void main(String[] a) throws Exception {
  Corpus c = Corpus.load(null, 64);
  int steps = Integer.parseInt(a[0]);
  for (int v = 1; v < a.length; v++) { String[] p = a[v].split(","); double std = Double.parseDouble(p[0]), lr = Double.parseDouble(p[1]);
  Form f = new Form(c.characters().size(), 64, 2, 64, 4, 0);
  Windows w = Windows.training(c, RandomSource.at(1,2,0)); CharGpt m = new CharGpt(f, RandomSource.seed(1));
  if (std != 1) m.namedParameters().forEach((n, t) -> { if (n.equals("characters.weight") || n.equals("positions.weight")) t.assign(t.detach().mul((float) std)); });
  AdamW o = new AdamW(m.parameters(), Schedules.warmup(steps/20, Schedules.cosine(lr, steps-steps/20, lr/10))).betas(0.9,0.99).weightDecay(0.1);
  TrainStep<Batch<IntTensor,IntTensor>> s = TrainStep.capture(b -> { Tensor y = m.forward(b.inputs()); Tensor l = Losses.crossEntropy(y.reshape(-1, y.dim(-1)), b.targets().reshape(-1)); l.backward(); Gradients.clipNorm(m.parameters(), 1); o.step(); return l; });
  DataLoader<Batch<IntTensor,IntTensor>> d = new DataLoader<>(w, 16).dropLast(true).shuffle(RandomSource.seed(9)); var it = d.iterator(); double sum=0; StringBuilder sb = new StringBuilder(); long t=System.nanoTime();
  for (int i=1;i<=steps;i++){ sum += s.run(it.next()).item(); if (i%50==0) { sb.append(String.format(" %.3f", sum/50)); sum=0; } }
  System.out.printf("std %.2f lr %.4f %s %.1f s%n", std, lr, sb, (System.nanoTime()-t)*1e-9); } } }
